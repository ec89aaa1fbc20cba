using EngageStream.Runtime.StateLog;

namespace EngageStream.Runtime.Tests.StateLog;

public class StateEntryTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(256, 127)]
    [InlineData(20, 128)]
    [InlineData(3, 16_384)]
    [InlineData(256, 65_536)]
    public void An_entry_reads_as_it_was_written(int idLength, int stateLength)
    {
        var random = new Random(stateLength);
        var id = new byte[idLength];
        var state = new byte[stateLength];
        random.NextBytes(id);
        random.NextBytes(state);
        var buffer = new byte[idLength + stateLength + StateEntry.MaxOverhead];

        int written = StateEntry.Write(buffer, id, 1234567890123, state);
        int read = StateEntry.Read(buffer, out ReadOnlySpan<byte> readId, out long due, out ReadOnlySpan<byte> readState);

        Assert.Equal(written, read);
        Assert.Equal(id, readId);
        Assert.Equal(1234567890123, due);
        Assert.Equal(state, readState);
        Assert.Throws<InvalidDataException>(() => StateEntry.Read(buffer.AsSpan(0, written - 1), out _, out _, out _));
    }

    [Fact]
    public void A_state_of_no_bytes_is_a_tombstone_without_a_due_instant()
    {
        var buffer = new byte[64];
        Assert.Equal(5, StateEntry.Write(buffer, "ann"u8, 99, default));
        Assert.Equal(5, StateEntry.Read(buffer, out _, out long due, out ReadOnlySpan<byte> state));
        Assert.Equal((0, 0), (due, state.Length));
    }
}
