-- Projects one batch of a partition and moves the partition's position, in one step.
--   KEYS[1] position of the partition
--   ARGV    prefix, partition, generation, offset expected, offset to set, expiry in ms (0 none), records,
--           whether everybody by risk is kept (0 or 1), people (MessagePack), for each person the profile (empty: a tombstone)
-- People are one array: for each, nobody twice, id, position, stage, band and risk; false stands for what there is none of.
-- Profiles stay out of it since Lua looks at each byte of each text that it makes, and would do so twice.
-- Returns { 1, written, removed }, or { 0, generation, offset } where the partition is elsewhere: then nothing was done.
local prefix, partition, generation, expiry = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[6])
--#include people

local call = redis.call
local at = call('HMGET', KEYS[1], 'generation', 'offset')
if at[1] ~= generation or at[2] ~= ARGV[4] then
  return { 0, at[1] or '', at[2] or '' }
end

local mine = generation .. '/' .. partition .. '/'
local time = expiry > 0 and now() or 0
local for_everybody = ARGV[8] == '1'

-- Whether a record says more than what is written. Within a generation a partition's records are read in their order, once.
-- What an earlier generation wrote stays until its own record is read again, so that a rebuild never shows an older answer;
-- offsets tell where the topic is the same, timestamps where it was made anew or the person comes from another partition.
local function is_newer(record, written)
  local _, p, o, t = place(written)
  if not p then return true end
  local _, _, offset, timestamp = place(record)
  return timestamp >= t or (p == partition and offset >= o)
end

-- Changes of sets wait until the end of the batch, so that a set is called once for many people.
local function put(lists, name, a, b)
  local list = lists[name]
  if not list then
    list = { n = 0 }
    lists[name] = list
  end
  local n = list.n + 1
  list[n] = a
  if b then
    n = n + 1
    list[n] = b
  end
  list.n = n
end

local function send(command, key, lists)
  for name, list in pairs(lists) do
    for from = 1, list.n, 1000 do
      call(command, prefix .. key .. name, unpack(list, from, math.min(from + 999, list.n)))
    end
  end
end

local left_stage, joined_stage, left_band, joined_band, by_stage, everybody = {}, {}, {}, {}, {}, {}

local function write(id, key, position, stage, band, risk, profile, old)
  local before, stage_before, band_before = old[1], old[2], old[3]
  local known = before and string.find(before, mine, 1, true) == 1
  if stage_before and stage_before ~= stage then put(left_stage, stage_before, id) end
  if band_before and band_before ~= band then put(left_band, band_before, id) end
  -- A rebuild puts people into their sets also where they should be already: it mends what was damaged.
  if stage and not (known and stage_before == stage) then put(joined_stage, stage, id) end
  if band and not (known and band_before == band) then put(joined_band, band, id) end
  if for_everybody then put(everybody, '', risk or '0', id) end
  if stage then put(by_stage, stage, risk or '0', id) end

  if stage and band and risk and (known or not before) then
    call('HSET', key, '_position', position, 'stage', stage, 'band', band, 'risk', risk, 'profile', profile)
    return
  end
  -- Made anew, so that no field stays that the person has no more.
  if before then call('DEL', key) end
  call('HSET', key, '_position', position, 'profile', profile)
  if stage then call('HSET', key, 'stage', stage) end
  if band then call('HSET', key, 'band', band) end
  if risk then call('HSET', key, 'risk', risk) end
end

local user = prefix .. 'user:'
local batch = cmsgpack.unpack(ARGV[9])
local written, removed, next_profile = 0, 0, 10
for i = 1, #batch, 5 do
  local id, position, profile = batch[i], batch[i + 1], ARGV[next_profile]
  next_profile = next_profile + 1
  local key = user .. id
  local old = call('HMGET', key, '_position', 'stage', 'band')
  local before = old[1]
  if not before or string.find(before, mine, 1, true) == 1 or is_newer(position, before) then
    local expires = 0
    if expiry > 0 then
      local _, _, _, timestamp = place(position)
      expires = timestamp + expiry
    end
    if profile == '' or (expiry > 0 and expires <= time) then
      forget(id, before and { old[2], old[3] })
      removed = removed + 1
    else
      write(id, key, position, batch[i + 2], batch[i + 3], batch[i + 4], profile, old)
      written = written + 1
      if expiry > 0 then
        -- The sweeper of expired people comes first; where it does not, Redis itself drops the hash a minute later.
        call('ZADD', prefix .. 'expiry', string.format('%.0f', expires), id)
        call('PEXPIREAT', key, string.format('%.0f', expires + 60000))
      end
    end
  end
end

send('SREM', 'stage:', left_stage)
send('ZREM', 'risk:stage:', left_stage)
send('SREM', 'band:', left_band)
send('SADD', 'stage:', joined_stage)
send('SADD', 'band:', joined_band)
send('ZADD', 'risk:stage:', by_stage)
send('ZADD', 'risk', everybody)
for stage in pairs(joined_stage) do call('SADD', prefix .. 'stages', stage) end

call('HSET', KEYS[1], 'offset', ARGV[5])
call('HINCRBY', KEYS[1], 'records', ARGV[7])
return { 1, written, removed }
