using System.Text;
using EngageStream.Domain.Events;
using EngageStream.Domain.Model;

namespace EngageStream.Domain.Tests.Events;

public class EventAllocationTests
{
    [Theory]
    [InlineData("""{"type":"track","event":"Product Viewed","userId":"user-00012345","messageId":"0b9e3c52","timestamp":"2025-12-31T23:59:59.123Z","properties":{"price":19.99,"currency":"GBP"}}""", EventError.None)]
    [InlineData("""{"type":"track","event":"Caf\u00e9","userId":"J\u00fcrgen","sentAt":"2025-12-31T23:59:59Z","timestamp":"2025-12-31T23:59:59.123Z","properties":{"price":1.2345678901234567890,"currency":"\u20ac","cart":{"total":1e5}},"context":{"traits":{"plan":"pro"}},"traits":{"age":7}}""", EventError.None)]
    [InlineData("""{"type":"track","userId":"u"}""", EventError.MissingEventName)]
    [InlineData("""{"type":"track","event":"A","userId":"u","timestamp":"now"}""", EventError.InvalidTimestamp)]
    [InlineData("""{"type":"track","event":"A","userId":"u",}""", EventError.MalformedJson)]
    public void Parsing_allocates_nothing(string json, EventError expected)
    {
        byte[] value = Encoding.UTF8.GetBytes(json);
        var parser = new EventParser(TestParser.Shop, EventTimePolicy.Default);
        var into = new InputEvent(TestParser.Shop);
        Assert.Equal(expected, parser.Parse(value, TestParser.RecordMs, into));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 10_000; round++)
        {
            parser.Parse(value, TestParser.RecordMs, into);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
