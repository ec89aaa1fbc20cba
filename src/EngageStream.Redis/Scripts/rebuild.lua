-- Begins a rebuild of partitions: another generation, from the start. Whoever projects them is refused, looks, and follows.
--   KEYS[1] projection, KEYS[2..] positions
--   ARGV    topic, version of the key scheme, for each position the offset at which the rebuild has seen everything
-- Returns { topic }: the one whose projection this is; nothing was done where it is another.
local topic = redis.call('HGET', KEYS[1], 'topic')
if topic and topic ~= ARGV[1] then return { topic } end
redis.call('HSET', KEYS[1], 'topic', ARGV[1], 'scheme', ARGV[2])
for i = 2, #KEYS do
  local generation = redis.call('HINCRBY', KEYS[1], 'generations', 1)
  redis.call('HSET', KEYS[i], 'generation', generation, 'offset', '0', 'records', '0', 'phase', 'reading', 'until', ARGV[i + 1])
end
return { ARGV[1] }
