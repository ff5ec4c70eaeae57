-- The same tables as in PostgreSQL. Instants are texts in UTC, such as 2026-05-04 12:34:56.789+00:00, whose order is that of time.
-- Strict: SQLite would store a text in an integer column otherwise. Without rowid: the table is its own index by primary key.
create table page_events (
  record_partition integer not null,
  record_offset    integer not null,
  page             text    not null,
  user_hash        text    not null,
  viewed_at        text    not null,
  duration_ms      integer not null,
  duration_class   text    not null,
  sent_at          text    not null, -- the timestamp of the record in Kafka
  primary key (record_partition, record_offset)
) strict, without rowid;

create table page_statistics (
  window_start     text    not null,
  page             text    not null,
  source_partition integer not null,
  views            integer not null,
  total_ms         integer not null,
  min_ms           integer not null,
  max_ms           integer not null,
  primary key (window_start, page, source_partition)
) strict, without rowid;

-- An event may claim any duration, and sum() fails above 2^63: the two halves of the numbers are summed up separately.
create view page_totals as
  select window_start, page,
         sum(views) as views,
         iif(total(total_ms) < 9223372036854774784.0, -- the largest floating-point number below 2^63
             sum(total_ms / 4294967296) * 4294967296 + sum(total_ms % 4294967296),
             9223372036854775807) as total_ms,
         min(min_ms) as min_ms,
         max(max_ms) as max_ms
  from page_statistics
  group by window_start, page;

create table sink_positions (
  sink             text    not null, -- the consumer group
  topic            text    not null,
  topic_partition  integer not null,
  topic_id         text,
  next_offset      integer not null,
  epoch            integer not null, -- how many times the partition was claimed
  primary key (sink, topic, topic_partition)
) strict, without rowid;

-- Which of these files are applied.
create table schema_migrations (
  version    integer not null primary key,
  name       text    not null,
  hash       text    not null, -- SHA-256 of the file
  applied_at text    not null
) strict;
