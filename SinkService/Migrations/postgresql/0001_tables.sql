-- The events of page-events-json. The key is the place of the record in the topic, so that no event can be stored twice.
-- Texts are compared byte by byte (collate "C"): that is the fastest order, and an update of the operating system can't change it.
create table page_events (
  record_partition integer                not null,
  record_offset    bigint                 not null,
  page             text collate "C"       not null,
  user_hash        text collate "C"       not null,
  viewed_at        timestamptz            not null,
  duration_ms      bigint                 not null,
  duration_class   text collate "C"       not null,
  sent_at          timestamptz            not null, -- the timestamp of the record in Kafka
  primary key (record_partition, record_offset)
);

-- The statistics of a page in a window, from the events of one partition of page-events. The total is the sum: see page_totals.
create table page_statistics (
  window_start     timestamptz            not null,
  page             text collate "C"       not null,
  source_partition integer                not null,
  views            bigint                 not null,
  total_ms         bigint                 not null,
  min_ms           bigint                 not null,
  max_ms           bigint                 not null,
  primary key (window_start, page, source_partition)
);

create view page_totals as
  select window_start, page,
         sum(views)::bigint as views,
         least(sum(total_ms), 9223372036854775807)::bigint as total_ms, -- an event may claim any duration
         min(min_ms) as min_ms,
         max(max_ms) as max_ms
  from page_statistics
  group by window_start, page;

-- How far each partition of a topic is stored: Messaging writes it in the transaction of the rows.
create table sink_positions (
  sink             text collate "C"       not null, -- the consumer group
  topic            text collate "C"       not null,
  topic_partition  integer                not null,
  topic_id         text collate "C",
  next_offset      bigint                 not null,
  epoch            bigint                 not null, -- how many times the partition was claimed
  primary key (sink, topic, topic_partition)
);

-- Which of these files are applied.
create table schema_migrations (
  version    integer          not null primary key,
  name       text collate "C" not null,
  hash       text collate "C" not null, -- SHA-256 of the file
  applied_at timestamptz      not null
);
