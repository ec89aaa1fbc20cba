using EngageStream.Host.Paths;
using EngageStream.Host.Tests.Support;

namespace EngageStream.Host.Tests.Paths;

public sealed class SharedDataPathTests
{
    [Fact]
    public void Data_is_found_beside_the_repository_or_where_the_variable_says()
    {
        using var folder = new TempFolder();
        string data = Directory.CreateDirectory(Path.Combine(folder.Path, "shared", "data")).FullName;
        File.WriteAllText(Path.Combine(data, "x.csv"), "");
        string root = Directory.CreateDirectory(Path.Combine(folder.Path, "work", "repository")).FullName;
        Assert.Equal(Path.Combine(data, "x.csv"), SharedDataPath.Find("x.csv", root, new Dictionary<string, string>()));
        Assert.Null(SharedDataPath.Find("y.csv", root, new Dictionary<string, string>()));
        Assert.NotNull(SharedDataPath.Find("x.csv", "/", new Dictionary<string,
            string>
        { ["ENGAGE_SHARED"] = Path.Combine(folder.Path, "shared") }));
        Assert.NotNull(SharedDataPath.Find("x.csv", "/", new Dictionary<string, string> { ["ENGAGE_SHARED"] = data }));
        Assert.Null(SharedDataPath.Find("x.csv", root, new Dictionary<string, string> { ["ENGAGE_SHARED"] = "/nowhere" }));
    }
}
