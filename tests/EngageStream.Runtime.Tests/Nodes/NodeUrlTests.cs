using EngageStream.Runtime.Configuration;
using EngageStream.Runtime.Nodes;

namespace EngageStream.Runtime.Tests.Nodes;

public class NodeUrlTests
{
    [Theory]
    [InlineData("", "", null, null)]
    [InlineData("", "127.0.0.1:0", null, null)]
    [InlineData("", "127.0.0.1:0", "http://127.0.0.1:4711/", "http://127.0.0.1:4711/")]
    [InlineData("", "10.0.0.7:9470", null, "http://10.0.0.7:9470/")]
    [InlineData("", "0.0.0.0:9470", null, "http://engine-3:9470/")]
    [InlineData("", "[::]:9470", null, "http://engine-3:9470/")]
    [InlineData("", "0.0.0.0:0", "http://0.0.0.0:4711/", "http://engine-3:4711/")]
    [InlineData("", "0.0.0.0:0", "https://[::]:4711/", "https://engine-3:4711/")]
    [InlineData("https://api.shop.example/engine", "0.0.0.0:9470", "http://0.0.0.0:9470/", "https://api.shop.example/engine")]
    public void The_address_is_the_one_that_others_reach(string url, string listen, string? bound, string? expected) => Assert.Equal(
        expected,
        NodeUrl.Of(new EngineOptions { ApiUrl = url, ApiListen = listen }, bound is null ? null : new Uri(bound), "engine-3")?.ToString());
}
