/** Targets whose items go to recipients, each with an outcome of its own. */
export const recipients = {
  number: 7,
  name: 'recipients',
  sql: `
-- Who the item goes to, fixed when it is first planned; null where the network makes one post for everybody.
alter table target_items add column recipient text;

-- What the network refused this recipient, the others follow. Kept until the item is out.
alter table target_items add column error jsonb;

-- Not sent in this run any more.
alter table target_items add column is_aside boolean not null default false;
`,
} as const
