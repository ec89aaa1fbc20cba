using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Producers;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Records;

/// <summary>
/// InitProducerId (22): a new id for an idempotent producer. Transactions are not served yet: no transactional id is
/// authorized, which clients take as final where they would try again on other errors.
/// </summary>
internal sealed class InitProducerIdHandler(ProducerIds ids) : ImmediateApiHandler(new(ApiKey.InitProducerId, 0, 4, 2))
{
    protected override void Handle(RequestContext context)
    {
        // The id and epoch that later versions bring matter to transactional producers only: an idempotent one that
        // has to start over gets a new id.
        bool transactional = context.Reader.NullableString() is not null;
        ProtocolWriter writer = context.Writer;
        writer.Int32(0);
        writer.Error(transactional ? ErrorCode.TransactionalIdAuthorizationFailed : ErrorCode.None);
        writer.Int64(transactional ? -1 : ids.Next());
        writer.Int16(transactional ? (short)-1 : (short)0);
        writer.Tags();
    }
}
