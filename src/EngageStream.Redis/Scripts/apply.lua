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

local call = redis.call
local user = prefix .. 'user:'
local mine = generation .. '/' .. partition .. '/'
local length = #mine
local time = expiry > 0 and now() or 0

-- Whether a record says more than what is written. Within a generation a partition's records are read in their order, once.
-- What an earlier generation wrote stays until its own record is read again, so that a rebuild never shows an older answer;
-- offsets tell where the topic is the same, timestamps where it was made anew or the person comes from another partition.
local function is_newer(text, record)
  local _, p, o, t = place(text)
  if not p then return true end
  return tonumber(record[3]) >= t or (p == partition and tonumber(record[2]) >= o)
end

-- Changes of sets wait until the end of the batch, so that a set is called once for many people. Nobody is in a batch's
-- changes twice: of each person only the last record that counts is looked at.
local changes = { SREM = {}, SADD = {}, ZREM = {}, ZADD = {} }
local function change(command, key, a, b)
  local list = changes[command][key]
  if not list then
    list = {}
    changes[command][key] = list
  end
  local n = #list
  list[n + 1] = a
  if b then list[n + 2] = b end
end

local function write(id, key, record, old)
  local stage, band, score = record[4], record[5], record[6] or '0'
  local before = old[1]
  local known = before and string.sub(before, 1, length) == mine
  local stage_before, band_before = old[2], old[3]
  if stage_before ~= stage then
    if stage_before then
      change('SREM', 'stage:' .. stage_before, id)
      change('ZREM', 'risk:stage:' .. stage_before, id)
    end
    if stage then change('SADD', 'stage:' .. stage, id) end
  elseif stage and not known then
    -- A rebuild puts people into their sets also where they should be already: it mends what was damaged.
    change('SADD', 'stage:' .. stage, id)
  end
  if band_before ~= band then
    if band_before then change('SREM', 'band:' .. band_before, id) end
    if band then change('SADD', 'band:' .. band, id) end
  elseif band and not known then
    change('SADD', 'band:' .. band, id)
  end
  change('ZADD', 'risk', score, id)
  if stage then change('ZADD', 'risk:stage:' .. stage, score, id) end

  -- Where the names of the fields may differ the hash is made anew, so that no trait stays that the person has no more.
  if before and not (known and string.match(before, '[^/]*$') == string.match(record[8], '[^/]*$')) then call('DEL', key) end
  for from = 7, #record, 1000 do
    call('HSET', key, unpack(record, from, math.min(from + 999, #record)))
  end
end

local batch = cmsgpack.unpack(ARGV[7])
local last = {}
for i = 1, #batch do last[batch[i][1]] = i end

local written, removed = 0, 0
for i = 1, #batch do
  local record = batch[i]
  local id = record[1]
  if last[id] == i then
    local key = user .. id
    local old = call('HMGET', key, '_position', 'stage', 'band')
    local before = old[1]
    if not before or string.sub(before, 1, length) == mine or is_newer(before, record) then
      local expires = expiry > 0 and tonumber(record[3]) + expiry or 0
      if #record == 3 or (expiry > 0 and expires <= time) then
        forget(id, before and { old[2], old[3] })
        removed = removed + 1
      else
        write(id, key, record, old)
        written = written + 1
        if expiry > 0 then
          -- The sweeper of expired people comes first; where it does not, Redis itself drops the hash a minute later.
          change('ZADD', 'expiry', string.format('%.0f', expires), id)
          call('PEXPIREAT', key, string.format('%.0f', expires + 60000))
        end
      end
    end
  end
end

for _, command in ipairs({ 'SREM', 'ZREM', 'SADD', 'ZADD' }) do
  for key, list in pairs(changes[command]) do
    for from = 1, #list, 1000 do
      call(command, prefix .. key, unpack(list, from, math.min(from + 999, #list)))
    end
    if command == 'SADD' and string.sub(key, 1, 6) == 'stage:' then call('SADD', prefix .. 'stages', string.sub(key, 7)) end
  end
end

call('HSET', KEYS[1], 'offset', ARGV[5])
call('HINCRBY', KEYS[1], 'records', #batch)
return { 1, written, removed }
