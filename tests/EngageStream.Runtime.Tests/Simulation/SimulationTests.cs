using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EngageStream.Runtime.Tests.Simulation;

/// <summary>
/// Thousands of random histories of a shard. Each prints its seed when it fails; <c>ENGAGE_SIM_SEED=N</c> runs that one alone,
/// <c>ENGAGE_SIM_HISTORIES=N</c> so many.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output) : IDisposable
{
    private const int Parts = 4;
    private readonly string _folder = Directory.CreateTempSubdirectory("engage-sim-").FullName;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_happens_outputs_and_states_are_those_of_an_undisturbed_run(int part)
    {
        if (Number("ENGAGE_SIM_SEED") is { } only)
        {
            Run(only, Sabotage.None);
            return;
        }

        var tally = new SimulationTally();
        int histories = Number("ENGAGE_SIM_HISTORIES") ?? 3_000;
        for (int seed = part; seed < histories; seed += Parts)
        {
            tally.Add(Run(seed, Sabotage.None));
        }

        output.WriteLine($"{histories / Parts} histories: {tally}");
        Assert.True(histories < 1_000 || tally.Least > 50, $"Something hardly ever happened: {tally}");
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(Sabotage.NoRollBack)]
    [InlineData(Sabotage.NoSeekBack)]
    [InlineData(Sabotage.AbortedBatchesCount)]
    [InlineData(Sabotage.MarkersAreNotAwaited)]
    [InlineData(Sabotage.ClockIsLost)]
    [InlineData(Sabotage.AbortedOutputsCount)]
    [InlineData(Sabotage.TooMuchIsDeleted)]
    internal void A_mistake_made_on_purpose_is_found(Sabotage sabotage)
    {
        for (int seed = 0; seed < 300; seed++)
        {
            try
            {
                Run(seed, sabotage);
            }
            catch (XunitException found)
            {
                output.WriteLine($"{sabotage} was found by history {seed}: {found.Message.Split('\n')[0]}");
                return;
            }
        }

        Assert.Fail($"{sabotage} was not found in 300 histories.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SimulationTally Run(int seed, Sabotage sabotage)
    {
        var history = new SimulatedHistory(seed, _folder, sabotage);
        try
        {
            history.Run();
            return history.Tally;
        }
        catch (Exception error)
        {
            string trace = string.Join('\n', history.Trace.TakeLast(80));
            throw new XunitException(
                $"History {seed} failed; run it again with ENGAGE_SIM_SEED={seed}.\n{history.Settings}\n{error}\nWhat happened last:\n{trace}");
        }
    }

    private static int? Number(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
