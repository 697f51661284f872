/** How much of its quotas a network account has used: asked together with all else that a post needs to know. */
export const quotaCounts = {
  number: 8,
  name: 'quota counts',
  sql: `
-- What counts for each rule (QuotaRule) of a lane at a time: what is out in the rule's window, how much of that since
-- the network was last asked, and what is scheduled in it, a thread as one. ahead: what is scheduled in the window that
-- begins then. The targets of except_post do not count. Counting stops at the limit: more is as much. By indexes only,
-- whatever young statistics say: the plans are kept.
create function vb_quota_counts(lane bigint, rules jsonb, at timestamptz, ahead boolean default false, except_post text default null) returns jsonb
language plpgsql stable set enable_seqscan = off as $$
declare
  own lanes;
  rule jsonb;
  reading jsonb;
  lane_ids bigint[];
  parts boolean;
  most bigint;
  begins timestamptz;
  ends timestamptz;
  since timestamptz;
  till timestamptz;
  published bigint;
  since_reading bigint;
  scheduled bigint;
  of_post bigint;
  counts jsonb := '[]';
begin
  select * into own from lanes where id = lane;
  for rule in select value from jsonb_array_elements(rules) loop
    reading := own.quota->'readings'->(rule->>'name');
    parts := coalesce((rule->>'countsParts')::boolean, false);
    most := greatest((rule->>'limit')::bigint, (reading->>'limit')::bigint);
    lane_ids := array[lane];
    if rule->>'of' = 'app' then
      lane_ids := array(select id from lanes where mode = own.mode and platform = own.platform);
    end if;

    if rule->'window' ? 'rollingMs' then
      begins := at - (rule->'window'->>'rollingMs')::bigint * interval '1 millisecond';
      ends := at;
    elsif rule->'window' ? 'everyMs' then
      begins := to_timestamp(floor(extract(epoch from at) * 1000 / (rule->'window'->>'everyMs')::bigint) * (rule->'window'->>'everyMs')::bigint / 1000);
      ends := begins + (rule->'window'->>'everyMs')::bigint * interval '1 millisecond';
    else
      begins := date_trunc('day', at, rule->'window'->>'dayIn');
      ends := date_trunc('day', begins + interval '36 hours', rule->'window'->>'dayIn');
    end if;
    since := case when ahead then at else begins end;
    till := case when ahead and rule->'window' ? 'rollingMs' then at + (at - begins) else ends end;

    select count(*) into published from (
      select from target_items where lane_id = any (lane_ids) and published_at > begins and published_at <= at and (parts or sequence = 0) limit most
    ) as counted;
    select count(*) into scheduled from (
      select from targets where lane_id = any (lane_ids) and run_at > since and run_at <= till and run_at < 'infinity' limit most
    ) as counted;
    since_reading := 0;
    if reading is not null then
      select count(*) into since_reading from target_items
        where lane_id = lane and published_at > (reading->>'readAt')::timestamptz and published_at <= at and (parts or sequence = 0);
    end if;
    of_post := 0;
    if except_post is not null then
      select count(*) into of_post from targets
        where post_id = except_post and lane_id = lane and run_at > since and run_at <= till and run_at < 'infinity';
    end if;
    counts := counts || jsonb_build_array(jsonb_build_object(
      'published', published, 'sinceReading', since_reading, 'scheduled', scheduled - of_post));
  end loop;
  return counts;
end $$;
`,
} as const
