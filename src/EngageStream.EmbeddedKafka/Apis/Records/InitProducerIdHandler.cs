using EngageStream.EmbeddedKafka.Apis.Transactions;
using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>InitProducerId (22): a new id for an idempotent producer, or the next epoch of a transactional id.</summary>
internal sealed class InitProducerIdHandler(ProducerIds ids, TransactionCoordinator transactions)
    : ImmediateApiHandler(new(ApiKey.InitProducerId, 0, 4, 2))
{
    private const short FirstWithProducer = 3;
    private const short FirstWithFenced = 4;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        string? transactionalId = reader.NullableString();
        int timeoutMs = reader.Int32();
        ProducerIdentity expected = context.Version >= FirstWithProducer
            ? new ProducerIdentity(reader.Int64(), reader.Int16())
            : ProducerIdentity.None;

        // An idempotent producer that has to start over gets a new id, whatever it had.
        ProducerIdReply reply = transactionalId is null
            ? new ProducerIdReply(ErrorCode.None, new ProducerIdentity(ids.Next(), 0))
            : transactions.InitProducerId(transactionalId, timeoutMs, expected);
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        writer.Error(FencedErrors.For(reply.Error, context.Version >= FirstWithFenced));
        writer.Int64(reply.Producer.Id);
        writer.Int16(reply.Producer.Epoch);
        writer.Tags();
    }
}
