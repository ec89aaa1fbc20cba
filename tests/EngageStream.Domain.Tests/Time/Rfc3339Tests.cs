using System.Globalization;
using System.Text;
using EngageStream.Domain.Time;

namespace EngageStream.Domain.Tests.Time;

public class Rfc3339Tests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("2011-12-09T12:50:00Z", 1_323_435_000_000)]
    [InlineData("2011-12-09t12:50:00z", 1_323_435_000_000)]
    [InlineData("2011-12-09T12:50:00.1Z", 1_323_435_000_100)]
    [InlineData("2011-12-09T12:50:00.123999999999999999999Z", 1_323_435_000_123)]
    [InlineData("2011-12-09T18:20:00+05:30", 1_323_435_000_000)]
    [InlineData("2011-12-09T12:50:00-00:00", 1_323_435_000_000)]
    [InlineData("2011-12-08T12:51:00-23:59", 1_323_435_000_000)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800_000)]
    [InlineData("2000-02-29T00:00:00Z", 951_782_400_000)]
    [InlineData("9999-12-31T23:59:59.999Z", Rfc3339.LatestMs)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800_000)]
    public void An_instant_is_read(string text, long expected)
    {
        Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out long unixMs));
        Assert.Equal(expected, unixMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2011-12-09")]
    [InlineData("2011-12-09T12:50Z")]
    [InlineData("2011-12-09T12:50:00")]
    [InlineData("2011-12-09 12:50:00Z")]
    [InlineData("2011-12-09T12:50:00.000+0000")]
    [InlineData("2011-12-09T12:50:00+00")]
    [InlineData("2011-12-09T12:50:00.Z")]
    [InlineData("2011-12-09T12:50:00,5Z")]
    [InlineData("2011-12-09T12:50:00Z ")]
    [InlineData(" 2011-12-09T12:50:00Z")]
    [InlineData("2011-12-09T12:50:00ZZ")]
    [InlineData("2011-12-09T24:00:00Z")]
    [InlineData("2011-12-09T12:60:00Z")]
    [InlineData("2011-12-09T12:50:61Z")]
    [InlineData("2011-12-09T12:50:00+24:00")]
    [InlineData("2011-12-09T12:50:00+00:60")]
    [InlineData("2011-12-09T12:50:00+0a:00")]
    [InlineData("2011-13-09T12:50:00Z")]
    [InlineData("2011-00-09T12:50:00Z")]
    [InlineData("2011-12-00T12:50:00Z")]
    [InlineData("2011-02-29T12:50:00Z")]
    [InlineData("1900-02-29T12:50:00Z")]
    [InlineData("2011-04-31T12:50:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2o11-12-09T12:50:00Z")]
    [InlineData("-011-12-09T12:50:00Z")]
    [InlineData("2011/12/09T12:50:00Z")]
    [InlineData("1323435000")]
    [InlineData("1323435000000000000000000")]
    public void What_is_no_instant_is_refused(string text) => Assert.False(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_day_from_1970_to_2100_is_the_calendars()
    {
        for (DateTime day = DateTime.UnixEpoch; day.Year <= 2100; day = day.AddDays(1))
        {
            string text = day.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out long unixMs));
            Assert.Equal((long)(day - DateTime.UnixEpoch).TotalMilliseconds, unixMs);
        }
    }

    [Fact]
    public void Instants_and_damaged_instants_are_read_as_the_naive_reader_reads_them()
    {
        var random = new Random(3339);
        const string Damage = "0123456789-:.TtZz+ ";
        int good = 0;
        for (int round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder(DateTime.UnixEpoch.AddMilliseconds(random.NextInt64(0, 4_000_000_000_000))
                .ToString(random.Next(2) == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture));
            text.Append(random.Next(3) switch { 0 => "Z", 1 => "+05:30", _ => "-11:00" });
            for (int change = random.Next(3); change > 0; change--)
            {
                int at = random.Next(text.Length);
                _ = random.Next(3) switch
                {
                    0 => text.Remove(at, 1),
                    1 => text.Insert(at, Damage[random.Next(Damage.Length)]),
                    _ => text.Replace(text[at], Damage[random.Next(Damage.Length)], at, 1),
                };
            }

            long? expected = NaiveRfc3339.Parse(text.ToString());
            bool read = Rfc3339.TryParse(Encoding.UTF8.GetBytes(text.ToString()), out long unixMs);
            Assert.True(expected == (read ? unixMs : null), $"{text}: expected {expected}, read {read} {unixMs}");
            good += read ? 1 : 0;
        }

        Assert.InRange(good, 4_000, 16_000);
    }
}
