using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Storage;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Tests.Transactions;

public sealed class TransactionRecoveryTests : IDisposable
{
    private readonly TransactionHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    public void A_decided_transaction_is_completed_and_no_marker_is_written_twice(bool commit, int markersBeforeCrash)
    {
        ProducerIdentity producer = Begin();
        _harness.Restart(
            state => state.To(commit ? TransactionState.PrepareCommit : TransactionState.PrepareAbort),
            beforeStop: () => Mark(producer, commit, markersBeforeCrash));

        for (int partition = 0; partition < 2; partition++)
        {
            // One record and one marker.
            PartitionLog log = _harness.Log(partition);
            Assert.Equal(2, log.HighWatermark);
            Assert.Equal(2, log.LastStableOffset);
            Assert.Equal(commit ? 0 : 1, log.AbortedBetween(0, 2).Length);
        }

        Assert.Equal((commit ? 9L : null, false), _harness.Position());
        Assert.Equal(ErrorCode.None, _harness.End(producer, commit));
        Assert.Equal(ErrorCode.InvalidTransactionState, _harness.End(producer, !commit));
    }

    [Fact]
    public void An_open_transaction_survives_a_restart_and_can_be_committed()
    {
        ProducerIdentity producer = Begin();
        _harness.Restart();
        Assert.Equal(0, _harness.Log(0).LastStableOffset);
        Assert.Equal((null, true), _harness.Position());
        Assert.Equal(ErrorCode.None, _harness.Write(producer, 0, sequence: 1));
        Assert.Equal(ErrorCode.None, _harness.End(producer, commit: true));
        Assert.Equal(3, _harness.Log(0).LastStableOffset);
        Assert.Equal((9L, false), _harness.Position());
    }

    [Fact]
    public void A_transaction_whose_time_ran_out_while_the_broker_was_down_is_aborted_at_the_start()
    {
        ProducerIdentity producer = Begin();
        _harness.Restart(beforeStop: () => { }, change: state => state with { StartedMs = state.StartedMs - 20_000 });
        Assert.Equal(2, _harness.Log(0).LastStableOffset);
        Assert.Single(_harness.Log(0).AbortedBetween(0, 2));
        Assert.Equal(ErrorCode.ProducerFenced, _harness.End(producer, commit: true));
    }

    [Fact]
    public void Open_and_aborted_transactions_are_known_after_many_segments()
    {
        using var harness = new TransactionHarness(segmentBytes: 16 * 1024);
        ProducerIdentity producer = harness.Init();
        for (int i = 0; i < 300; i++)
        {
            harness.Add(producer, 0);
            harness.Write(producer, 0, sequence: i);
            harness.End(producer, commit: i % 2 == 0);
        }

        harness.Add(producer, 0);
        harness.Write(producer, 0, sequence: 300);
        long open = harness.Log(0).HighWatermark - 1;
        AbortedTransaction[] aborted = harness.Log(0).AbortedBetween(0, long.MaxValue);
        Assert.Equal(150, aborted.Length);

        harness.Restart();
        Assert.Equal(aborted, harness.Log(0).AbortedBetween(0, long.MaxValue));
        Assert.Equal(open, harness.Log(0).LastStableOffset);
        Assert.Equal([aborted[9], aborted[10]], harness.Log(0).AbortedBetween(aborted[9].MarkerOffset, aborted[11].FirstOffset));
    }

    [Fact]
    public void The_journal_is_rewritten_when_it_has_outgrown_its_content()
    {
        ProducerIdentity producer = _harness.Init();
        for (int i = 0; i < 6000; i++)
        {
            _harness.Add(producer, 0);
            _harness.CommitOffset(producer, i);
            _harness.End(producer, commit: true);
        }

        _harness.Restart();
        Assert.Equal((5999L, false), _harness.Position());
        Assert.Equal(producer.Epoch + 1, _harness.Init().Epoch);
    }

    private ProducerIdentity Begin()
    {
        ProducerIdentity producer = _harness.Init();
        Assert.Equal(ErrorCode.None, _harness.Add(producer, 0, 1));
        Assert.Equal(ErrorCode.None, _harness.Write(producer, 0));
        Assert.Equal(ErrorCode.None, _harness.Write(producer, 1));
        Assert.Equal(ErrorCode.None, _harness.CommitOffset(producer, 9));
        return producer;
    }

    private void Mark(ProducerIdentity producer, bool commit, int count)
    {
        for (int partition = 0; partition < count; partition++)
        {
            Assert.True(_harness.Log(partition).EndTransaction(producer.Id, producer.Epoch, commit));
        }
    }
}
