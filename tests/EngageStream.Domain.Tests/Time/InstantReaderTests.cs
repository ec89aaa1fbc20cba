using System.Text;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Tests.Time;

public class InstantReaderTests
{
    [Fact]
    public void Reads_what_comes_after_another_instant_as_if_it_came_alone()
    {
        string[] texts =
        [
            new string('\0', 16) + ":00Z", "1970-01-01T00:00:00Z", "2026-01-01T06:00:00.123Z", "2026-01-01t06:00:00Z", "2026-01-01T06:00:61Z",
            "2026-01-01T06:01:59+01:00", "2026-13-01T06:00:00Z", "2026-01-01T06:00", "2026-01-01T06:00:5", "2026-01-01T06:00-00Z  ", "",
        ];
        var reader = new InstantReader();
        foreach (string before in texts)
        {
            foreach (string text in texts)
            {
                _ = reader.TryParse(Encoding.UTF8.GetBytes(before), out _);
                bool expected = Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out long expectedMs);
                Assert.Equal(expected, reader.TryParse(Encoding.UTF8.GetBytes(text), out long unixMs));
                Assert.Equal(expectedMs, unixMs);
            }
        }
    }
}
