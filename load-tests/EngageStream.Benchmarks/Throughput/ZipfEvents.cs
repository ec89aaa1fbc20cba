using System.Globalization;
using System.Text;
using EngageStream.Domain.Time;

namespace EngageStream.Benchmarks.Throughput;

/// <summary>
/// Track events of about 200 bytes whose users follow Zipf's law (exponent 1) over a population, made before anything is
/// measured. Seeded: the same arguments give the same bytes.
/// </summary>
internal sealed class ZipfEvents
{
    private static readonly string[] Names = ["Product Viewed", "Product Viewed", "Product Viewed", "Cart Viewed", "Checked In", "Order Completed"];
    private const int KeyLength = 12;
    private const double MeanPauseInVisitMs = 40 * Durations.Second;
    private readonly byte[] _bytes;
    private readonly int[] _ends;
    private readonly byte[] _keys;

    /// <param name="count">Events to make.</param>
    /// <param name="users">Population.</param>
    /// <param name="startMs">Time of the first event; Unix milliseconds.</param>
    /// <param name="spanMs">Length of time over which the events spread evenly.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="inVisits">
    /// Whether the law says who comes for a visit of several events, as the generator's people do, instead of who does each single event.
    /// </param>
    public ZipfEvents(int count, int users, long startMs, long spanMs, int seed = 1, bool inVisits = false)
    {
        var random = new Random(seed);
        double[] cumulative = Cumulative(users);
        int[] ids = Enumerable.Range(0, users).ToArray();
        random.Shuffle(ids);
        (int User, long TimeMs)[] visits = inVisits ? Visits() : [];
        using var stream = new MemoryStream(count * 200);
        _ends = new int[count];
        _keys = new byte[count];
        TimesMs = new long[count];
        for (int i = 0; i < count; i++)
        {
            (int user, TimesMs[i]) = inVisits ? visits[i] : (Draw(), startMs + (long)((double)spanMs * i / count));
            byte[] value = Encoding.UTF8.GetBytes(Event(i, user, TimesMs[i], Names[random.Next(Names.Length)], random.Next(100, 20_000)));
            _keys[i] = (byte)(value.AsSpan().IndexOf(UserIdMember) + UserIdMember.Length);
            stream.Write(value);
            _ends[i] = (int)stream.Length;
        }

        _bytes = stream.ToArray();

        int Draw()
        {
            int rank = Array.BinarySearch(cumulative, random.NextDouble());
            return ids[Math.Min(users - 1, rank < 0 ? ~rank : rank)];
        }

        (int User, long TimeMs)[] Visits()
        {
            var events = new List<(int User, long TimeMs)>(count);
            while (events.Count < count)
            {
                int user = Draw();
                double atMs = startMs + (random.NextDouble() * spanMs);
                for (int left = EventsInVisit(random); left > 0; left--)
                {
                    events.Add((user, (long)atMs));
                    atMs += Durations.Second - (MeanPauseInVisitMs * Math.Log(1 - random.NextDouble()));
                }
            }

            return [.. events.OrderBy(e => e.TimeMs).Take(count)];
        }
    }

    private static ReadOnlySpan<byte> UserIdMember => "\"userId\":\""u8;

    /// <summary>Number of events.</summary>
    public int Count => _ends.Length;

    /// <summary>Time of each event.</summary>
    public long[] TimesMs { get; }

    /// <summary>Mean size in bytes.</summary>
    public double MeanLength => (double)_bytes.Length / Count;

    /// <summary>The value of one event.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>The key of one event's record: its person.</summary>
    public ReadOnlySpan<byte> KeyOf(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1];
        return _bytes.AsSpan(start + _keys[index], KeyLength);
    }

    /// <summary>The key of user number <paramref name="user"/>.</summary>
    public static string Key(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{user:D7}");

    // As many views as the generator's people have in a session; one session in four begins with a check-in, and one in three has a cart.
    private static int EventsInVisit(Random random) =>
        (int)Math.Min(80, Math.Pow(1 - random.NextDouble(), -1 / 1.4)) + (random.NextDouble() < 0.25 ? 1 : 0) + (random.NextDouble() < 0.33 ? 1 : 0);

    private static string Event(int i, int user, long timeMs, string name, int cents) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"type":"track","event":"{{{name}}}","userId":"{{{Key(user)}}}","messageId":"m-{{{i:D9}}}","timestamp":"{{{DateTimeOffset.FromUnixTimeMilliseconds(timeMs).UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}}","properties":{"revenue":{{{cents / 100.0}}},"currency":"GBP"}}""");

    private static double[] Cumulative(int users)
    {
        var cumulative = new double[users];
        double total = 0;
        for (int i = 0; i < users; i++)
        {
            total += 1.0 / (i + 1);
            cumulative[i] = total;
        }

        for (int i = 0; i < users; i++)
        {
            cumulative[i] /= total;
        }

        return cumulative;
    }
}
