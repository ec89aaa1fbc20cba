using Confluent.Kafka;

namespace EngageStream.Runtime.Hosting;

/// <summary>
/// The first request to Kafka, in short looks: a client that is not let in is told so only aside, and finds that nobody answers
/// in time.
/// </summary>
public static class FirstContact
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Waits until Kafka answers.</summary>
    /// <param name="admin">A client.</param>
    /// <param name="patience">How long.</param>
    /// <param name="denial">What the client's error handler was told last when it was not let in.</param>
    /// <exception cref="KafkaException">Kafka does not answer, or refuses the credentials.</exception>
    public static void Await(IAdminClient admin, TimeSpan patience, Func<Error?> denial)
    {
        ArgumentNullException.ThrowIfNull(admin);
        ArgumentNullException.ThrowIfNull(denial);
        for (TimeSpan left = patience; ; left -= Look)
        {
            try
            {
                admin.GetMetadata(Look);
                return;
            }
            catch (KafkaException)
            {
                if (denial() is { Code: ErrorCode.Local_Authentication } told)
                {
                    throw new KafkaException(told);
                }

                if (left <= Look)
                {
                    throw;
                }
            }
        }
    }
}
