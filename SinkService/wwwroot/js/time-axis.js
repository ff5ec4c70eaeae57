import { timeToMinute } from '../_content/WebTheme/js/format.js';
import { BucketLengths } from './selection.js';

const Minute = 60_000;
const LabelWidth = 64;
const Steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map(minutes => minutes * Minute);

const dayOf = zone => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone });
const dayInUtc = dayOf('UTC');
const localDay = dayOf(undefined);
const precise = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const wholeDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** The starts of all buckets from the first to the last, also of those without data. */
export function startsOf(first, last, bucket) {
  const starts = [];
  for (let start = first; start <= last; start += BucketLengths[bucket]) starts.push(start);
  return starts;
}

/** Whether a bucket has a label. As many have one as there is room for, and they are at round times of the visitor's clock. */
export function labels(starts, bucket, width) {
  const room = Math.max(2, Math.floor(width / LabelWidth));
  if (bucket === 'day') {
    const every = Math.ceil(starts.length / room);
    return start => ((start - starts[0]) / BucketLengths.day) % every === 0;
  }

  const span = starts.length * BucketLengths[bucket];
  const step = Steps.find(candidate => span / candidate <= room) ?? Math.ceil(span / room / BucketLengths.day) * BucketLengths.day;
  return start => {
    const sinceMidnight = start - new Date(start).getTimezoneOffset() * Minute;
    return sinceMidnight % step === 0;
  };
}

/** The label of a bucket: days are those of UTC, other times those of the visitor's clock. */
export function labelOf(start, bucket) {
  if (bucket === 'day') return dayInUtc.format(start);
  const text = timeToMinute(start);
  return text === '00:00' ? localDay.format(start) : text;
}

/** The full time of a bucket. */
export const titleOf = (start, bucket) => (bucket === 'day' ? `${wholeDay.format(start)}, UTC` : precise.format(start));
