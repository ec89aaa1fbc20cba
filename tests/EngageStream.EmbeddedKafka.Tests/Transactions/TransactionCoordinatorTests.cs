using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Topics;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Tests.Transactions;

public sealed class TransactionCoordinatorTests : IDisposable
{
    private readonly TransactionHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void A_transactional_id_keeps_its_producer_id_and_gets_the_next_epoch()
    {
        ProducerIdentity first = _harness.Init();
        _harness.Restart();
        Assert.Equal(first with { Epoch = 1 }, _harness.Init());
    }

    [Fact]
    public void A_producer_may_renew_its_own_epoch_and_ask_twice()
    {
        ProducerIdentity first = _harness.Init();
        ProducerIdentity second = _harness.Init(expected: first);
        Assert.Equal(first with { Epoch = 1 }, second);
        Assert.Equal(second, _harness.Init(expected: first));
        _harness.Init();
        Assert.Equal(ErrorCode.ProducerFenced, _harness.Transactions.InitProducerId(TransactionHarness.Id, 1000, second).Error);
    }

    [Fact]
    public void An_id_without_epochs_left_gets_a_new_producer_id()
    {
        ProducerIdentity first = _harness.Init();
        _harness.Restart(state => state with { Epoch = short.MaxValue - 1 });
        ProducerIdentity next = _harness.Init();
        Assert.NotEqual(first.Id, next.Id);
        Assert.Equal(0, next.Epoch);
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, _harness.Add(first with { Epoch = short.MaxValue - 1 }, 0));
    }

    [Fact]
    public void Fenced_and_unknown_producers_are_told_apart()
    {
        ProducerIdentity old = _harness.Init();
        ProducerIdentity current = _harness.Init();
        Assert.Equal(ErrorCode.ProducerFenced, _harness.Add(old, 0));
        Assert.Equal(ErrorCode.ProducerFenced, _harness.End(old, commit: true));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, _harness.Add(current with { Id = current.Id + 100 }, 0));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, _harness.Transactions.EndTransaction("other", current, commit: true));
        Assert.Equal(ErrorCode.InvalidRequest, _harness.Transactions.EndTransaction("", current, commit: true));
        Assert.Equal(ErrorCode.InvalidTransactionTimeout, _harness.Transactions.InitProducerId("other", 0, ProducerIdentity.None).Error);
    }

    [Fact]
    public void Records_are_refused_of_fenced_and_unknown_producers_and_for_partitions_not_added()
    {
        ProducerIdentity old = _harness.Init();
        ProducerIdentity current = _harness.Init();
        Assert.Equal(ErrorCode.InvalidTransactionState, _harness.Write(current, 0));
        _harness.Add(current, 0);
        Assert.Equal(ErrorCode.InvalidProducerEpoch, _harness.Write(old, 0));
        Assert.Equal(ErrorCode.InvalidTransactionState, _harness.Write(current, 1));
        Assert.Equal(ErrorCode.InvalidProducerIdMapping, _harness.Write(current with { Id = 99_999 }, 0));
        Assert.Equal(ErrorCode.None, _harness.Write(current, 0));
        _harness.End(current, commit: true);
        Assert.Equal(ErrorCode.InvalidTransactionState, _harness.Write(current, 0, sequence: 1));
    }

    [Fact]
    public void Offsets_are_refused_of_fenced_producers_and_for_groups_not_added()
    {
        ProducerIdentity old = _harness.Init();
        ProducerIdentity current = _harness.Init();
        Assert.Equal(ErrorCode.InvalidProducerEpoch, _harness.CommitOffset(old, 1));
        Assert.Equal(
            ErrorCode.InvalidTransactionState,
            _harness.Transactions.CommitOffsets(TransactionHarness.Id, current, "h", () => ErrorCode.None));
        Assert.Equal((null, false), _harness.Position());
    }

    [Fact]
    public void Only_what_was_begun_can_be_ended()
    {
        ProducerIdentity producer = _harness.Init();
        Assert.Equal(ErrorCode.InvalidTransactionState, _harness.End(producer, commit: true));
        _harness.Add(producer, 0);
        Assert.Equal(ErrorCode.None, _harness.End(producer, commit: false));
        Assert.Equal(0, _harness.Log(0).HighWatermark);
    }

    [Fact]
    public void A_plain_commit_made_later_wins_over_that_of_a_transaction_which_ends_later()
    {
        ProducerIdentity producer = _harness.Init();
        _harness.CommitOffset(producer, 5);
        _harness.Groups.Commit("g", "", -1, [new("t", 0, new(8, -1, null))]);
        Assert.Equal((8L, true), _harness.Position());
        _harness.End(producer, commit: true);
        Assert.Equal((8L, false), _harness.Position());
    }

    [Fact]
    public void A_transaction_whose_time_is_up_is_aborted_by_the_scan_and_its_producer_fenced()
    {
        ProducerIdentity producer = _harness.Init(timeoutMs: 4000);
        _harness.Add(producer, 0);
        _harness.Write(producer, 0);
        _harness.CommitOffset(producer, 5);
        _harness.Time.Advance(TimeSpan.FromMilliseconds(3999));
        Assert.Equal(0, _harness.Log(0).LastStableOffset);
        _harness.Time.Advance(TimeSpan.FromMilliseconds(501));
        Assert.Equal(2, _harness.Log(0).LastStableOffset);
        Assert.Equal((null, false), _harness.Position());
        Assert.Equal(ErrorCode.ProducerFenced, _harness.End(producer, commit: true));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, _harness.Write(producer, 0, sequence: 1));
        Assert.Equal(producer with { Epoch = 2 }, _harness.Init());
    }

    [Fact]
    public void A_deleted_topic_does_not_keep_a_transaction_from_ending()
    {
        ProducerIdentity producer = _harness.Init();
        _harness.Add(producer, 0);
        _harness.Write(producer, 0);
        _harness.Topics.Delete("t");
        Assert.Equal(ErrorCode.None, _harness.End(producer, commit: true));
    }

    [Fact]
    public void No_batch_slips_in_behind_the_marker_that_ends_its_transaction()
    {
        for (int round = 0; round < 200; round++)
        {
            ProducerIdentity producer = _harness.Init();
            _harness.Add(producer, 0);
            int written = 0;
            Parallel.Invoke(
                () =>
                {
                    while (_harness.Write(producer, 0, written) == ErrorCode.None)
                    {
                        written++;
                    }
                },
                () => _harness.End(producer, commit: false));
            Assert.Equal(_harness.Log(0).HighWatermark, _harness.Log(0).LastStableOffset);
        }
    }
}
