-- Forgets some people who have expired.
--   KEYS[1] expiry; ARGV prefix, expiry in ms, how many to look at
-- Returns { people looked at, people forgotten }.
local prefix, expiry = ARGV[1], tonumber(ARGV[2])
--#include people

local time = now()
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', time, 'LIMIT', 0, ARGV[3])
local forgotten = 0
for _, id in ipairs(due) do
  local row = redis.call('HMGET', prefix .. 'user:' .. id, 'stage', 'band', '_position')
  local _, p, _, t = place(row[3])
  if p and t + expiry > time then
    -- The setting has been raised since.
    redis.call('ZADD', KEYS[1], string.format('%.0f', t + expiry), id)
    redis.call('PEXPIREAT', prefix .. 'user:' .. id, string.format('%.0f', t + expiry + 60000))
  else
    forget(id, p and row)
    forgotten = forgotten + 1
  end
end
return { #due, forgotten }
