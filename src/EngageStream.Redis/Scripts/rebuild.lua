-- Begins a rebuild of partitions: another generation, from the start. Whoever projects them is refused, looks, and follows.
--   KEYS[1] projection, KEYS[2] everybody by risk, KEYS[3..] positions
--   ARGV    topic with layout, the same of an earlier layout that is replaced (empty: none), whether
--           everybody by risk is kept (0 or 1), for each position the offset at which the rebuild has seen everything
-- Returns { topic with layout }: those of the keys; nothing was done where they are others than expected.
local topic = redis.call('HGET', KEYS[1], 'topic')
if ARGV[2] == '' then
  if topic and topic ~= ARGV[1] then return { topic } end
elseif topic ~= ARGV[2] then
  -- Another process was first, or all is gone.
  return { topic or ARGV[1] }
else
  redis.call('HDEL', KEYS[1], 'scheme')
  if ARGV[3] == '0' then redis.call('UNLINK', KEYS[2]) end
end
redis.call('HSET', KEYS[1], 'topic', ARGV[1])
for i = 3, #KEYS do
  local generation = redis.call('HINCRBY', KEYS[1], 'generations', 1)
  redis.call('HSET', KEYS[i], 'generation', generation, 'offset', '0', 'records', '0', 'phase', 'reading', 'until', ARGV[i + 1])
end
return { ARGV[1] }
