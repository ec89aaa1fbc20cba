using EngageStream.Chaos.Network;

namespace EngageStream.Chaos.Tests.Network;

public sealed class FaultyProxyTests : IAsyncLifetime
{
    private readonly Upstream _upstream = new();
    private readonly FaultyProxy _proxy = new();

    public Task InitializeAsync()
    {
        _proxy.ForwardTo(_upstream.Address);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Everything_is_forwarded_both_ways()
    {
        using Client client = await Client.EchoedAsync(_proxy.Address, "chaos-node-1-consumer");
        await client.SendAsync("there and back");
        Assert.Equal("there and back", await client.ReadTextAsync(14));
    }

    [Fact]
    public async Task A_cut_closes_the_connections_of_one_client_and_spares_others()
    {
        using Client one = await Client.EchoedAsync(_proxy.Address, "chaos-node-1-consumer");
        using Client other = await Client.EchoedAsync(_proxy.Address, "chaos-node-10-consumer");
        Assert.Equal(1, _proxy.Drop("chaos-node-1-"));
        Assert.True(await one.IsClosedAsync());
        await other.SendAsync("spared");
        Assert.Equal("spared", await other.ReadTextAsync(6));
    }

    [Fact]
    public async Task A_cut_refuses_new_connections_until_it_is_healed()
    {
        _proxy.Drop("");
        using (Client refused = await Client.ConnectAsync(_proxy.Address, "any"))
        {
            Assert.True(await refused.IsClosedAsync());
        }

        _proxy.Heal();
        using Client client = await Client.EchoedAsync(_proxy.Address, "any");
    }

    [Fact]
    public async Task What_is_sent_while_a_connection_is_frozen_arrives_when_it_is_healed()
    {
        using Client frozen = await Client.EchoedAsync(_proxy.Address, "chaos-node-1-producer");
        using Client other = await Client.EchoedAsync(_proxy.Address, "chaos-node-2-producer");
        _proxy.Freeze("chaos-node-1-");
        await frozen.SendAsync("late");
        Task<string> late = frozen.ReadTextAsync(4);
        await other.SendAsync("at once");
        Assert.Equal("at once", await other.ReadTextAsync(7));
        Assert.False(late.IsCompleted);
        _proxy.Heal();
        Assert.Equal("late", await late);
    }

    [Fact]
    public async Task Connections_go_to_wherever_the_broker_is_now()
    {
        var gone = new Upstream();
        _proxy.ForwardTo(gone.Address);
        await gone.DisposeAsync();
        using (Client lost = await Client.ConnectAsync(_proxy.Address, "any"))
        {
            Assert.True(await lost.IsClosedAsync());
        }

        _proxy.ForwardTo(_upstream.Address);
        using Client client = await Client.EchoedAsync(_proxy.Address, "any");
    }
}
