using System.Text;

namespace EngageStream.Benchmarks.Core;

/// <summary>Events as a shop's website sends them.</summary>
internal static class SampleEvents
{
    /// <summary>When the records that carry them were appended.</summary>
    public const long RecordTimestampMs = 1_767_225_660_000; // 2026-01-01T00:01:00Z

    /// <summary>About 200 bytes: the size that the project's figures are stated for.</summary>
    public static byte[] Typical { get; } = Encoding.UTF8.GetBytes(
        """{"type":"track","event":"Product Viewed","userId":"user-00012345","messageId":"0b9e3c52-8f1d-4a77-b1f0-2d6f5a0c9e11","timestamp":"2026-01-01T00:00:59.123Z","properties":{"price":19.99,"sku":"G-32"}}""");

    /// <summary>What a browser library sends for the same: with context, sending time and both ids.</summary>
    public static byte[] Browser { get; } = Encoding.UTF8.GetBytes(
        """
        {"anonymousId":"23adfd82-aa0f-45a7-a756-24f2a7a4c895","context":{"library":{"name":"analytics.js","version":"2.11.1"},"page":{"path":"/shop/","referrer":"","search":"?q=mug","title":"Shop","url":"https://shop.example/shop/?q=mug"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36","locale":"en-GB","timezone":"Europe/London"},"event":"Product Viewed","integrations":{"All":true},"messageId":"ajs-next-1767225659-f8ca1e4de5024d9430b3928bd8ac6b96","properties":{"product_id":"507f1f77bcf86cd799439011","sku":"G-32","category":"Games","name":"Mug","price":18.99,"quantity":1,"url":"https://shop.example/p/32"},"receivedAt":"2026-01-01T00:01:00.266Z","sentAt":"2026-01-01T00:01:00.169Z","timestamp":"2026-01-01T00:00:59.249Z","type":"track","userId":"user-00012345"}
        """);
}
