using System.CommandLine;
using EngageStream.Chaos.Cli;
using EngageStream.Chaos.Faults;
using EngageStream.Host.Cli;

namespace EngageStream.Chaos.Tests.Cli;

public sealed class ChaosCommandTests
{
    [Fact]
    public void Help_tells_kinds_exit_codes_and_examples()
    {
        using var output = new StringWriter();
        Assert.Equal(0, Command().Parse(["--help"]).Invoke(new InvocationConfiguration { Output = output }));
        string help = output.ToString();
        Assert.All(Enum.GetNames<FaultKind>(), kind => Assert.Contains($"  {kind.ToLowerInvariant()} ", help, StringComparison.Ordinal));
        Assert.Contains("Exit codes: 0 pass; 1 fail; 2 inconclusive", help, StringComparison.Ordinal);
        Assert.Contains("engage chaos --faults 20 --seed 7", help, StringComparison.Ordinal);
    }

    [Fact]
    public void The_examples_of_the_help_can_be_parsed()
    {
        IEnumerable<string> examples = Command().Description!.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("engage chaos ", StringComparison.Ordinal))
            .Select(line => line["engage chaos ".Length..].Split("   ")[0]);
        Assert.All(examples, example => Assert.Empty(Command().Parse(example).Errors));
        Assert.Equal(4, examples.Count());
    }

    [Theory]
    [InlineData("--kinds kill,smash", "smash is none of kill, pause")]
    [InlineData("--kinds 1", "1 is none of")]
    [InlineData("--faults -1", "--faults must be 0 to 10000")]
    [InlineData("--interval soon", "--interval: soon is not a number and a unit")]
    [InlineData("--guarantee twice", "'exactly-once'")]
    public void What_is_wrong_is_refused_with_what_would_be_right(string arguments, string message) =>
        Assert.Contains(message, Assert.Single(Command().Parse(arguments).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Kinds_that_go_together_are_refused_alone()
    {
        string error = Assert.Single(new ChaosOptions { Kinds = [FaultKind.Add] }.Errors());
        Assert.Contains("add and remove go together", error, StringComparison.Ordinal);
        Assert.Empty(new ChaosOptions { Kinds = [FaultKind.Add, FaultKind.Remove] }.Errors());
    }

    private static RootCommand Command() => ChaosCommand.Create(CommandContext.OfProcess());
}
