using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Transactions;

namespace EngageStream.EmbeddedKafka.Apis.Transactions;

/// <summary>AddOffsetsToTxn (25): a group's offsets are going to be part of the transaction.</summary>
internal sealed class AddOffsetsToTxnHandler(TransactionCoordinator transactions)
    : ImmediateApiHandler(new(ApiKey.AddOffsetsToTxn, 0, 3, 3))
{
    private const short FirstWithFenced = 2;

    protected override void Handle(RequestContext context)
    {
        ProtocolReader reader = context.Reader;
        string transactionalId = reader.String();
        var producer = new ProducerIdentity(reader.Int64(), reader.Int16());
        string groupId = reader.String();
        ErrorCode error = groupId.Length == 0
            ? ErrorCode.InvalidGroupId
            : transactions.AddGroup(transactionalId, producer, groupId);
        context.Writer.Int32(0);
        context.Writer.Error(FencedErrors.For(error, context.Version >= FirstWithFenced));
        context.Writer.Tags();
    }
}
