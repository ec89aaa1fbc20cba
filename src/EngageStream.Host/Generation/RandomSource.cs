namespace EngageStream.Host.Generation;

/// <summary>
/// SplitMix64 (Steele, Lea &amp; Flood 2014): eight bytes of state, so that a million people can each have their own stream, and
/// the draws of one person never depend on the others.
/// </summary>
public struct RandomSource(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>A stream of its own for one of many.</summary>
    public static RandomSource For(long seed, int index) => new(Mix((ulong)seed + Mix((ulong)index + Step)));

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Step);

    /// <summary>Uniform between 0 (possible) and 1 (impossible).</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform among 0 … <paramref name="count"/> − 1.</summary>
    public int NextIndex(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with a probability.</summary>
    public bool NextChance(double probability) => NextUnit() < probability;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
