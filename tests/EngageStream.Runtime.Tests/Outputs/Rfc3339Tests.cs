using System.Globalization;
using System.Text;
using EngageStream.Runtime.Outputs;

namespace EngageStream.Runtime.Tests.Outputs;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(1_323_435_000_007, "2011-12-09T12:50:00.007Z")]
    [InlineData(951_782_399_999, "2000-02-28T23:59:59.999Z")]
    [InlineData(long.MinValue, "0001-01-01T00:00:00.000Z")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999Z")]
    public void An_instant_has_the_text_of_its_millisecond(long instantMs, string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(Rfc3339.Bytes(instantMs)));

    [Fact]
    public void The_text_is_what_the_framework_makes_of_the_pattern()
    {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            long instantMs = random.NextInt64(-62_135_596_800_000, 253_402_300_800_000);
            string expected = DateTimeOffset.FromUnixTimeMilliseconds(instantMs).UtcDateTime
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            Assert.Equal(expected, Encoding.UTF8.GetString(Rfc3339.Bytes(instantMs)));
        }
    }
}
