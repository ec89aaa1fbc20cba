using EngageStream.EmbeddedKafka.Producers;

namespace EngageStream.EmbeddedKafka.Transactions;

/// <summary>Which epoch a transactional id's producer gets next, and who may ask for one.</summary>
internal static class ProducerEpochs
{
    /// <summary>A producer that names itself must be the present one, or the one that became it by its own request.</summary>
    public static bool MayAsk(TransactionMetadata current, ProducerIdentity expected) =>
        expected.Id == current.ProducerId && (expected.Epoch == current.Epoch || IsRepeated(current, expected));

    /// <summary>Whether this is a request whose answer was lost: it gets that answer again.</summary>
    public static bool IsRepeated(TransactionMetadata current, ProducerIdentity expected) =>
        expected.Id == current.ProducerId
        && current.LastEpoch != TransactionMetadata.NoEpoch
        && expected.Epoch == current.LastEpoch
        && current.State == TransactionState.Empty;

    public static TransactionMetadata Next(TransactionMetadata current, ProducerIdentity expected, ProducerIds ids)
    {
        TransactionMetadata over = current.To(TransactionState.Empty);
        if (over.IsEpochExhausted)
        {
            return over with { ProducerId = ids.Next(), Epoch = 0, LastEpoch = TransactionMetadata.NoEpoch };
        }

        return over with
        {
            Epoch = (short)(over.Epoch + 1),
            LastEpoch = expected.Id >= 0 ? expected.Epoch : TransactionMetadata.NoEpoch,
        };
    }
}
