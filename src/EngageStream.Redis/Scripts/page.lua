-- Reads a page of a sorted set, highest score first, ties by falling id.
--   KEYS[1] the sorted set; ARGV how many, and score and id of the last of the page before (none for the first page)
-- Returns { id, score, id, score, … }.
local function below(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- The first rank that comes after the last one seen, who may have moved or gone since: found by halving.
local low = 0
if ARGV[2] then
  local score, id = tonumber(ARGV[2]), ARGV[3]
  local high = redis.call('ZCARD', KEYS[1])
  while low < high do
    local middle = math.floor((low + high) / 2)
    local row = redis.call('ZREVRANGE', KEYS[1], middle, middle, 'WITHSCORES')
    local other = tonumber(row[2])
    if other < score or (other == score and below(row[1], id)) then high = middle else low = middle + 1 end
  end
end
return redis.call('ZREVRANGE', KEYS[1], low, low + tonumber(ARGV[1]) - 1, 'WITHSCORES')
