using System.Diagnostics;
using System.Text;
using EngageStream.Runtime.Telemetry;

namespace EngageStream.Runtime.Tests.Telemetry;

public class TraceParentTests
{
    private const string Good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Good, true)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03", true)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe", false)]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true)]
    public void A_header_is_read_and_its_flag_decides(string header, bool sampled)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(header);
        Assert.True(TraceParent.IsValid(bytes));
        Assert.Equal(sampled, TraceParent.IsSampled(bytes));
        ActivityContext sender = TraceParent.Read(bytes, "vendor=1");
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", sender.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", sender.SpanId.ToHexString());
        Assert.Equal("vendor=1", sender.TraceState);
        Assert.Equal(sampled, sender.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01a")]
    public void What_is_no_header_is_passed_over(string header)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(header);
        Assert.False(TraceParent.IsValid(bytes));
        Assert.False(TraceParent.IsSampled(bytes));
    }

    [Fact]
    public void A_span_is_written_as_a_header_that_reads_back_as_it()
    {
        using var span = new Activity("test");
        span.SetIdFormat(ActivityIdFormat.W3C).Start();
        span.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        byte[] header = TraceParent.Write(span);
        Assert.Equal(span.Id, Encoding.ASCII.GetString(header));
        Assert.Equal(span.Context.SpanId, TraceParent.Read(header, null).SpanId);
    }
}
