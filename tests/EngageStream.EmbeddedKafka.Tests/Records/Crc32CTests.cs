using System.Text;
using EngageStream.EmbeddedKafka.Records;

namespace EngageStream.EmbeddedKafka.Tests.Records;

public sealed class Crc32CTests
{
    [Fact]
    public void Published_check_values_are_met()
    {
        // RFC 3720, appendix B.4, and the catalogue's "123456789".
        Assert.Equal(0xE3069283u, Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")));
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
    }
}
