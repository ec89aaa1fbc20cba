using System.Text;
using EngageStream.Oracle.Hashing;

namespace EngageStream.Oracle.Tests.Hashing;

public sealed class HashTests
{
    // Reference values of the xxHash project (XXH64, seed 0).
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void XxHash64_gives_the_published_values(string text, ulong hash) => Assert.Equal(hash, XxHash64.Of(Encoding.ASCII.GetBytes(text)));

    // Values of Kafka's own test of its partitioner (UtilsTest.testMurmur2).
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_gives_the_values_of_Kafkas_test(string text, int hash) =>
        Assert.Equal(hash, unchecked((int)Murmur2.Of(Encoding.ASCII.GetBytes(text))));
}
