using EngageStream.EmbeddedKafka.Protocol;

namespace EngageStream.EmbeddedKafka.Sasl;

/// <summary>
/// What a connection knows of its client:
/// <code>
///            SaslHandshake                last token
/// Expected ───────────────▶ Exchanging ───────────────▶ Done
///     └──────────────┬───────────┘
///                    ▼ anything wrong
///                 Failed
/// </code>
/// Where the broker has no users, it is done from the start. One per connection; not for several threads.
/// </summary>
internal sealed class Authentication(SaslUsers? users)
{
    private SaslExchange? _exchange;

    /// <summary>Names of the mechanisms, in the order in which clients are told.</summary>
    public static IReadOnlyList<string> Mechanisms { get; } =
        [ScramHash.Sha512.Mechanism, ScramHash.Sha256.Mechanism, PlainExchange.Mechanism];

    /// <summary>Whether there is anything to do.</summary>
    public bool IsOn => users is not null;

    /// <summary>Whether the client may ask for everything.</summary>
    public bool IsDone { get; private set; } = users is null;

    /// <summary>Why not, when it failed: the connection is closed.</summary>
    public SaslException? Failure { get; private set; }

    /// <summary>Who the client is; null until it is done, and where nobody is asked.</summary>
    public string? User { get; private set; }

    /// <summary>The mechanism chosen.</summary>
    public string Mechanism { get; private set; } = "";

    /// <summary>Whether tokens come without requests around them, as they do after SaslHandshake in version 0 (KIP-43).</summary>
    public bool TakesBareTokens { get; private set; }

    /// <summary>The client has chosen a mechanism.</summary>
    /// <returns>The error to answer.</returns>
    public ErrorCode Begin(string mechanism, bool bareTokens)
    {
        if (users is null || IsDone || _exchange is not null || Failure is not null)
        {
            Fail(new SaslException("state", "a SASL handshake at the wrong time"));
            return ErrorCode.IllegalSaslState;
        }

        _exchange = mechanism switch
        {
            PlainExchange.Mechanism => new PlainExchange(users),
            _ when mechanism == ScramHash.Sha256.Mechanism => new ScramExchange(ScramHash.Sha256, users),
            _ when mechanism == ScramHash.Sha512.Mechanism => new ScramExchange(ScramHash.Sha512, users),
            _ => null,
        };
        if (_exchange is null)
        {
            Fail(new SaslException("mechanism", $"a SASL mechanism other than {string.Join(", ", Mechanisms)}"));
            return ErrorCode.UnsupportedSaslMechanism;
        }

        Mechanism = mechanism;
        TakesBareTokens = bareTokens;
        return ErrorCode.None;
    }

    /// <summary>The client's next token.</summary>
    /// <returns>The error to answer, and the token that goes with it.</returns>
    public (ErrorCode Error, byte[] Answer) Continue(ReadOnlySpan<byte> token)
    {
        if (_exchange is null || IsDone || Failure is not null)
        {
            Fail(new SaslException("state", "a SASL message at the wrong time"));
            return (ErrorCode.IllegalSaslState, []);
        }

        try
        {
            SaslStep step = _exchange.Next(token);
            User = step.User;
            IsDone = step.User is not null;
            return (ErrorCode.None, step.Answer);
        }
        catch (SaslException e)
        {
            Fail(e);
            return (ErrorCode.SaslAuthenticationFailed, []);
        }
    }

    // A client that is authenticated stays so: a needless message is only answered with an error.
    private void Fail(SaslException failure) => Failure = IsDone ? null : failure;
}
