using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Apis.Security;

/// <summary>SaslAuthenticate (36): a token of the mechanism chosen before. A failure is answered late, so that guessing is slow.</summary>
internal sealed class SaslAuthenticateHandler(BrokerOptions options) : ApiHandler(new(ApiKey.SaslAuthenticate, 0, 2, 2))
{
    public override async ValueTask HandleAsync(RequestContext context)
    {
        Memory<byte> token = context.Reader.Bytes();
        context.Reader.Tags();
        (ErrorCode error, byte[] answer) = context.Authentication.Continue(token.Span);
        token.Span.Clear();
        if (error == ErrorCode.SaslAuthenticationFailed)
        {
            await Task.Delay(options.AuthenticationFailureDelay, options.TimeProvider, context.Stop).ConfigureAwait(false);
        }

        ProtocolWriter writer = context.Writer;
        writer.Error(error);
        writer.String(error switch
        {
            ErrorCode.None => null,
            ErrorCode.SaslAuthenticationFailed =>
                $"Authentication by {context.Authentication.Mechanism} failed: wrong user, password or message.",
            _ => "This is not the time for a SASL message.",
        });
        writer.Bytes(answer);
        if (context.Version >= 1)
        {
            // Sessions last as long as their connections: nobody is asked to authenticate again.
            writer.Int64(0);
        }

        writer.Tags();
    }
}
