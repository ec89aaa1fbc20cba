namespace EngageStream.Playbooks.Tests;

public class StarterTests
{
    [Fact]
    public void The_shipped_starter_compiles()
    {
        PlaybookResult result = PlaybookFile.Load(Repository.PathOf("playbooks/starter.yaml"));
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal("starter", result.Model!.Name);
    }
}
