using EngageStream.Domain.Churn;

namespace EngageStream.Domain.Tests.Churn;

/// <summary>Draws people with a fixed seed and compares the stated P(alive) with the share that is alive.</summary>
internal static class Calibration
{
    private const int People = 200_000;
    private const int Bins = 20;

    public static void Check(bool leavesAfterFirst, ChurnParameters population, Func<ChurnParameters, RepeatHistory, double> pAlive)
    {
        var random = new Random(20_050);
        var people = new int[Bins];
        var alive = new int[Bins];
        var stated = new double[Bins];
        var variance = new double[Bins];
        for (int i = 0; i < People; i++)
        {
            (RepeatHistory history, bool isAlive) = Individual.Draw(population, 20 + random.Next(100), leavesAfterFirst, random);
            double p = pAlive(population, history);
            int bin = Math.Min(Bins - 1, (int)(p * Bins));
            people[bin]++;
            alive[bin] += isAlive ? 1 : 0;
            stated[bin] += p;
            variance[bin] += p * (1 - p);
        }

        Assert.True(people.Count(n => n > 1000) >= 10, "The drawn people do not spread over P(alive).");
        for (int bin = 0; bin < Bins; bin++)
        {
            Assert.InRange(alive[bin] - stated[bin], -4 * Math.Sqrt(variance[bin]) - 1, 4 * Math.Sqrt(variance[bin]) + 1);
        }
    }
}
