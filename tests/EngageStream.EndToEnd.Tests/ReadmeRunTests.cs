using EngageStream.EndToEnd.Tests.Docs;

namespace EngageStream.EndToEnd.Tests;

/// <summary>Does what the README tells a newcomer to do.</summary>
public sealed class ReadmeRunTests
{
    [Fact]
    public async Task Your_own_stream_and_your_history_lead_to_triggers()
    {
        string[] blocks = [.. DocumentRun.ShellBlocks("README.md").Where(text => text.Contains("kcat", StringComparison.Ordinal))];
        Assert.Equal(2, blocks.Length);
        string output = await DocumentRun.RunAsync(blocks);
        Assert.Matches("(?m)^ann \\{.*\"why\":", output);
        Assert.Matches("(?m)^engagestream_users\\{stage=\"growth\"\\} 1$", output);
        Assert.Matches("(?m)^(?!ann ).+ \\{.*\"channel\":\"email\"", output);
    }
}
