-- Projects one batch of a partition and moves the partition's position, in one step.
--   KEYS[1] position of the partition
--   ARGV    prefix, partition, generation, offset expected, offset to set, expiry in ms (0 none), batch (MessagePack)
-- Returns { 1, written, removed }, or { 0, generation, offset } where the partition is elsewhere: then nothing was done.
local prefix, partition, generation, expiry = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[6])
--#include people

local at = redis.call('HMGET', KEYS[1], 'generation', 'offset')
if at[1] ~= generation or at[2] ~= ARGV[4] then
  return { 0, at[1] or '', at[2] or '' }
end

local mine = generation .. '/' .. partition .. '/'
local length = #mine
local time = expiry > 0 and now() or 0

-- Whether a record says more than what is written. Within a generation a partition's records are read in their order, once.
-- What an earlier generation wrote stays until its own record is read again, so that a rebuild never shows an older answer;
-- offsets tell where the topic is the same, timestamps where it was made anew or the person comes from another partition.
local function is_newer(text, record)
  if not text or string.sub(text, 1, length) == mine then return true end
  local _, p, o, t = place(text)
  if not p then return true end
  return tonumber(record[3]) >= t or (p == partition and tonumber(record[2]) >= o)
end

local function write(id, key, record, old)
  local stage, band, risk = record[4], record[5], record[6]
  local score = risk or '0'
  -- A rebuild puts people into their sets also where they should be already: it mends what was damaged.
  local anew = not old[3] or string.sub(old[3], 1, length) ~= mine
  if old[1] and old[1] ~= stage then
    redis.call('SREM', prefix .. 'stage:' .. old[1], id)
    redis.call('ZREM', prefix .. 'risk:stage:' .. old[1], id)
  end
  if stage and (anew or old[1] ~= stage) and redis.call('SADD', prefix .. 'stage:' .. stage, id) == 1 then
    redis.call('SADD', prefix .. 'stages', stage)
  end
  if old[2] and old[2] ~= band then redis.call('SREM', prefix .. 'band:' .. old[2], id) end
  if band and (anew or old[2] ~= band) then redis.call('SADD', prefix .. 'band:' .. band, id) end
  redis.call('ZADD', prefix .. 'risk', score, id)
  if stage then redis.call('ZADD', prefix .. 'risk:stage:' .. stage, score, id) end

  -- The hash is made anew, so that no trait stays that the person has no more.
  if old[3] then redis.call('DEL', key) end
  for from = 7, #record, 1000 do
    redis.call('HSET', key, unpack(record, from, math.min(from + 999, #record)))
  end
end

local written, removed = 0, 0
local batch = cmsgpack.unpack(ARGV[7])
for _, record in ipairs(batch) do
  local id = record[1]
  local key = prefix .. 'user:' .. id
  local old = redis.call('HMGET', key, 'stage', 'band', '_position')
  if is_newer(old[3], record) then
    local expires = expiry > 0 and tonumber(record[3]) + expiry or 0
    if #record == 3 or (expiry > 0 and expires <= time) then
      forget(id, old[3] and old)
      removed = removed + 1
    else
      write(id, key, record, old)
      written = written + 1
      if expiry > 0 then
        -- The sweeper of expired people comes first; where it does not, Redis itself drops the hash a minute later.
        redis.call('ZADD', prefix .. 'expiry', string.format('%.0f', expires), id)
        redis.call('PEXPIREAT', key, string.format('%.0f', expires + 60000))
      end
    end
  end
end

redis.call('HSET', KEYS[1], 'offset', ARGV[5])
redis.call('HINCRBY', KEYS[1], 'records', #batch)
return { 1, written, removed }
