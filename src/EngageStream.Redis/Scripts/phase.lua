-- Moves partitions from one phase of a rebuild to the next, each only where its generation is still the one given.
--   KEYS positions; ARGV phase expected, phase to set (empty: the rebuild is over), for each position its generation
-- Returns how many were moved.
local moved = 0
for i = 1, #KEYS do
  local row = redis.call('HMGET', KEYS[i], 'generation', 'phase')
  if row[1] == ARGV[i + 2] and row[2] == ARGV[1] then
    if ARGV[2] == '' then
      redis.call('HDEL', KEYS[i], 'phase', 'until')
    else
      redis.call('HSET', KEYS[i], 'phase', ARGV[2])
    end
    moved = moved + 1
  end
end
return moved
