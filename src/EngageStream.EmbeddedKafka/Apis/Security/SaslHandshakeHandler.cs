using EngageStream.EmbeddedKafka.Network;
using EngageStream.EmbeddedKafka.Protocol;
using EngageStream.EmbeddedKafka.Sasl;

namespace EngageStream.EmbeddedKafka.Apis.Security;

/// <summary>SaslHandshake (17): the client chooses a mechanism, and learns which there are.</summary>
internal sealed class SaslHandshakeHandler() : ImmediateApiHandler(new(ApiKey.SaslHandshake, 0, 1, ApiDescription.NeverFlexible))
{
    protected override void Handle(RequestContext context)
    {
        string mechanism = context.Reader.String();
        context.Writer.Error(context.Authentication.Begin(mechanism, bareTokens: context.Version == 0));
        IReadOnlyList<string> mechanisms = context.Authentication.IsOn ? Authentication.Mechanisms : [];
        context.Writer.ArrayLength(mechanisms.Count);
        foreach (string name in mechanisms)
        {
            context.Writer.String(name);
        }
    }
}
