using System.Text;
using EngageStream.Domain.Events;

namespace EngageStream.Domain.Tests.Events;

public class XxHash64Tests
{
    // Published results of the reference implementation with seed 0. The last is longer than one stripe of 32 bytes.
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("xxhash", 0x32DD38952C4BC720)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Hashes_equal_the_reference(string text, ulong hash) => Assert.Equal(hash, XxHash64.Hash(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_byte_of_every_length_matters()
    {
        var seen = new HashSet<ulong>();
        byte[] data = new byte[100];
        for (int length = 0; length <= data.Length; length++)
        {
            Assert.True(seen.Add(XxHash64.Hash(data.AsSpan(0, length))));
            for (int at = 0; at < length; at++)
            {
                data[at] = 1;
                Assert.True(seen.Add(XxHash64.Hash(data.AsSpan(0, length))));
                data[at] = 0;
            }
        }
    }
}
