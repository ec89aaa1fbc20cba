-- What several scripts need; it is put before them. Everything is told to it by `prefix`.

local function place(text)
  if not text then return nil end
  local g, p, o, t = string.match(text, '^(%d+)/(%d+)/(%d+)/(%d+)')
  return g, p, tonumber(o), tonumber(t)
end

-- Takes a person out of everything. `old` is { stage, band } of their hash; where the hash is gone (expired, evicted),
-- out of every stage and band that there is.
local function forget(id, old)
  redis.call('DEL', prefix .. 'user:' .. id)
  redis.call('ZREM', prefix .. 'risk', id)
  redis.call('ZREM', prefix .. 'expiry', id)
  if old then
    if old[1] then
      redis.call('SREM', prefix .. 'stage:' .. old[1], id)
      redis.call('ZREM', prefix .. 'risk:stage:' .. old[1], id)
    end
    if old[2] then redis.call('SREM', prefix .. 'band:' .. old[2], id) end
    return
  end
  for _, stage in ipairs(redis.call('SMEMBERS', prefix .. 'stages')) do
    redis.call('SREM', prefix .. 'stage:' .. stage, id)
    redis.call('ZREM', prefix .. 'risk:stage:' .. stage, id)
  end
  for _, band in ipairs({ 'low', 'medium', 'high' }) do redis.call('SREM', prefix .. 'band:' .. band, id) end
end

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
