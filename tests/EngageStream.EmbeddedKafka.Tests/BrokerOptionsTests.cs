namespace EngageStream.EmbeddedKafka.Tests;

public sealed class BrokerOptionsTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData(":9092")]
    [InlineData("localhost:0")]
    [InlineData("localhost:x")]
    public void An_advertised_address_that_is_none_is_refused(string address)
    {
        var options = new BrokerOptions { DataDirectory = "data", AdvertisedAddress = address };
        Assert.Contains("host:port", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }
}
