-- Looks through a part of a set and takes out whom a rebuild has not seen, and who does not belong there.
--   KEYS[1] the set; ARGV prefix, cursor, how many to look at, field ('stage' or 'band'), value, partitions of the topic
-- Returns { next cursor, people forgotten }.
local prefix, field, value, partitions = ARGV[1], ARGV[4], ARGV[5], tonumber(ARGV[6])
--#include people

local rebuilt = {}
local function generation(partition)
  if rebuilt[partition] == nil then
    local row = redis.call('HMGET', prefix .. 'position:' .. partition, 'generation', 'phase')
    rebuilt[partition] = row[2] == 'sweeping' and row[1] or false
  end
  return rebuilt[partition]
end

local forgotten = 0
local scan = redis.call('SSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
for _, id in ipairs(scan[2]) do
  local row = redis.call('HMGET', prefix .. 'user:' .. id, 'stage', 'band', '_position')
  local g, p = place(row[3])
  if not p then
    -- Nobody's hash, or none of ours: the first is forgotten, the second left alone.
    if redis.call('EXISTS', prefix .. 'user:' .. id) == 0 then
      forget(id, nil)
      forgotten = forgotten + 1
    end
  elseif tonumber(p) >= partitions or (generation(p) and generation(p) ~= g) then
    forget(id, row)
    redis.call('SREM', KEYS[1], id)
    forgotten = forgotten + 1
  elseif (field == 'stage' and row[1] or row[2]) ~= value then
    redis.call('SREM', KEYS[1], id)
    if field == 'stage' then redis.call('ZREM', prefix .. 'risk:stage:' .. value, id) end
  end
end
return { scan[1], forgotten }
