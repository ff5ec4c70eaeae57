const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const precise = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

// Numbers, and BigInts where a number would be inexact.
export const number = value => whole.format(value);
export const short = value => (value < 100_000 && value > -100_000 ? whole.format(value) : compact.format(value));
export const rate = value => (value < 100 ? tenths.format(value) : whole.format(value));
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

export const time = instant => timeOfDay.format(instant);
export const timeToMinute = instant => minute.format(instant);
export const timeToMillisecond = instant => precise.format(instant);

/** The time of day, with the date if it is not today. */
export function moment(instant, now) {
  const date = day.format(instant);
  return date === day.format(now) ? time(instant) : `${date}, ${time(instant)}`;
}

export function age(milliseconds) {
  const total = Math.max(0, Math.round(milliseconds / 1000));
  if (total < 90) return `${total} s`;
  if (total < 5400) return `${Math.round(total / 60)} min`;
  return `${Math.round(total / 3600)} h`;
}

export const seconds = value => `${value < 10 ? tenths.format(value) : whole.format(value)} s`;

/** Converts a .NET TimeSpan such as 00:00:00.1 or 1.02:00:00 to milliseconds. */
export function timeSpan(text) {
  const match = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '');
  if (!match) return undefined;
  const [, days = 0, hours, minutes, fractionalSeconds] = match;
  return Math.round((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(fractionalSeconds)) * 1000);
}

/** The mean duration of a row of the statistics. It is computed here where the total is a BigInt, because the row's mean is inexact then. */
export const mean = ({ total, count, mean: given }) => (typeof total === 'bigint' ? total / BigInt(count) : given);
