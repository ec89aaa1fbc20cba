using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Apis.Transactions;

/// <summary>EndTxn (26): commits or aborts, and is answered when everybody can see it.</summary>
internal sealed class EndTxnHandler(TransactionCoordinator transactions) : ImmediateApiHandler(new(ApiKey.EndTxn, 0, 3, 3))
{
    private const short FirstWithFenced = 2;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        string transactionalId = reader.String();
        var producer = new ProducerIdentity(reader.Int64(), reader.Int16());
        ErrorCode error = transactions.EndTransaction(transactionalId, producer, commit: reader.Bool());
        context.Writer.Int32(0);
        context.Writer.Error(FencedErrors.For(error, context.Version >= FirstWithFenced));
        context.Writer.Tags();
    }
}
