-- Reads how far partitions have been projected; what has not begun begins.
--   KEYS[1] projection, KEYS[2..] positions
--   ARGV    topic with layout
-- Returns { topic with layout, { generation, offset, phase, until }, … }; where the keys are of another only { that one }.
local topic = redis.call('HGET', KEYS[1], 'topic')
if topic and topic ~= ARGV[1] then return { topic } end
if not topic then redis.call('HSET', KEYS[1], 'topic', ARGV[1]) end
local rows = { ARGV[1] }
for i = 2, #KEYS do
  local row = redis.call('HMGET', KEYS[i], 'generation', 'offset', 'phase', 'until')
  if not row[1] or not row[2] then
    row = { tostring(redis.call('HINCRBY', KEYS[1], 'generations', 1)), '0', '', '' }
    redis.call('DEL', KEYS[i])
    redis.call('HSET', KEYS[i], 'generation', row[1], 'offset', '0')
  end
  rows[#rows + 1] = { row[1], row[2], row[3] or '', row[4] or '' }
end
return rows
