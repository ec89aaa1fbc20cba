using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Tests.Configuration;

public class ScratchOptionsTests
{
    private static readonly EngineOptions Options = new()
    {
        MemoryLimitBytes = 100_000_000,
        ScratchDirectory = Path.GetTempPath(),
        Kafka = new Dictionary<string, string> { ["bootstrap.servers"] = "localhost:9092" },
    };

    [Fact]
    public void A_folder_that_exists_and_a_limit_are_well() => Assert.Empty(Options.Validate());

    [Fact]
    public void A_folder_that_does_not_exist_is_told_with_the_remedy()
    {
        ConfigurationError error = Assert.Single((Options with { ScratchDirectory = "/no/such/folder" }).Validate());
        Assert.Equal("scratch.dir", error.Key);
        Assert.Contains("create it", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_limit_is_told() =>
        Assert.Equal("scratch.dir", Assert.Single((Options with { MemoryLimitBytes = 0 }).Validate()).Key);
}
