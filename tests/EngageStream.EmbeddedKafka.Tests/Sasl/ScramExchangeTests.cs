using System.Text;
using EngageStream.EmbeddedKafka.Sasl;

namespace EngageStream.EmbeddedKafka.Tests.Sasl;

public class ScramExchangeTests
{
    private static readonly SaslUsers Users = SaslUsers.Of([new("ann", "wonder, land"), new("a,b=c", "x")]);

    [Fact]
    public void The_example_of_RFC_7677_comes_out()
    {
        const string First = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
        const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        const string Final = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
        var verifier = new ScramVerifier(ScramHash.Sha256, "pencil"u8, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        byte[] authMessage = Encoding.UTF8.GetBytes($"{First[3..]},{ServerFirst},{Final[..Final.IndexOf(",p=", StringComparison.Ordinal)]}");
        Assert.True(verifier.Accepts(Convert.FromBase64String(Final[(Final.IndexOf(",p=", StringComparison.Ordinal) + 3)..]), authMessage));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(verifier.ServerSignature(authMessage)));
        Assert.True(verifier.Accepts("pencil"u8));
        Assert.False(verifier.Accepts("pencils"u8));

        var client = new ScramClient("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        Assert.Equal(First, client.First());
        Assert.Equal(Final, client.Final(ServerFirst));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_right_password_is_accepted_and_the_server_proves_itself(bool sha512)
    {
        var client = new ScramClient("ann", "wonder, land", "abc", sha512);
        ScramExchange exchange = Exchange(sha512);
        SaslStep first = exchange.Next(Encoding.UTF8.GetBytes(client.First()));
        Assert.Null(first.User);
        SaslStep final = exchange.Next(Encoding.UTF8.GetBytes(client.Final(Encoding.UTF8.GetString(first.Answer))));
        Assert.Equal("ann", final.User);
        Assert.Equal(client.ServerSignature, Encoding.UTF8.GetString(final.Answer));
    }

    [Fact]
    public void Commas_and_equals_signs_in_names_are_decoded()
    {
        var client = new ScramClient("a=2Cb=3Dc", "x", "abc");
        ScramExchange exchange = Exchange(false);
        SaslStep first = exchange.Next(Encoding.UTF8.GetBytes(client.First()));
        Assert.Equal("a,b=c", exchange.Next(Encoding.UTF8.GetBytes(client.Final(Encoding.UTF8.GetString(first.Answer)))).User);
    }

    [Theory]
    [InlineData("ann", "wrong", "the password is wrong")]
    [InlineData("bob", "wonder, land", "there is no such user")]
    public void A_wrong_proof_is_refused(string user, string password, string reason)
    {
        var client = new ScramClient(user, password, "abc");
        ScramExchange exchange = Exchange(false);
        SaslStep first = exchange.Next(Encoding.UTF8.GetBytes(client.First()));
        byte[] final = Encoding.UTF8.GetBytes(client.Final(Encoding.UTF8.GetString(first.Answer)));
        var failure = Assert.Throws<SaslException>(() => exchange.Next(final));
        Assert.Equal("credentials", failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strangers_salt_stays_the_same_so_that_it_tells_nothing()
    {
        string Salt(string user)
        {
            SaslStep step = Exchange(false).Next(Encoding.UTF8.GetBytes($"n,,n={user},r=abc"));
            return Encoding.UTF8.GetString(step.Answer).Split(',')[1];
        }

        Assert.Equal(Salt("bob"), Salt("bob"));
        Assert.NotEqual(Salt("bob"), Salt("eve"));
        Assert.Equal(Salt("ann").Length, Salt("bob").Length);
    }

    [Theory]
    [InlineData("", "GS2 header")]
    [InlineData("n,", "GS2 header")]
    [InlineData("n,,", "name")]
    [InlineData("n,,n=,r=abc", "name")]
    [InlineData("n,,m=ext,n=ann,r=abc", "name")]
    [InlineData("n,,n=ann", "nonce")]
    [InlineData("n,,n=ann,r=", "nonce")]
    [InlineData("n,,n=ann,r=a\u0001", "nonce")]
    [InlineData("n,,n=a=nn,r=abc", "equals sign")]
    [InlineData("n,,n=ann=2,r=abc", "equals sign")]
    [InlineData("n,a=bob,n=ann,r=abc", "act for another")]
    [InlineData("p=tls-unique,,n=ann,r=abc", "channel binding")]
    public void A_malformed_first_message_is_refused(string message, string reason)
    {
        var failure = Assert.Throws<SaslException>(() => Exchange(false).Next(Encoding.UTF8.GetBytes(message)));
        Assert.Equal("message", failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c=biws,r=NONCE", "proof")]
    [InlineData("c=eSws,r=NONCE,p=PROOF", "channel binding")]
    [InlineData("c=biws,r=abc,p=PROOF", "nonce")]
    [InlineData("c=biws,p=PROOF", "nonce")]
    [InlineData("c=biws,r=NONCE,p=", "base64")]
    [InlineData("c=biws,r=NONCE,p=AAAA", "base64")]
    [InlineData("c=biws,r=NONCE,p=PROOF ", "base64")]
    [InlineData("c=biws,r=NONCE,p=PROOFAAAA", "base64")]
    public void A_malformed_final_message_is_refused(string message, string reason)
    {
        var client = new ScramClient("ann", "wonder, land", "abc");
        ScramExchange exchange = Exchange(false);
        string first = Encoding.UTF8.GetString(exchange.Next(Encoding.UTF8.GetBytes(client.First())).Answer);
        string[] good = client.Final(first).Split(',');
        string final = message.Replace("NONCE", good[1][2..], StringComparison.Ordinal).Replace("PROOF", good[2][2..], StringComparison.Ordinal);
        var failure = Assert.Throws<SaslException>(() => exchange.Next(Encoding.UTF8.GetBytes(final)));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var failure = Assert.Throws<SaslException>(() => Exchange(false).Next([(byte)'n', 0xFF]));
        Assert.Contains("UTF-8", failure.Message, StringComparison.Ordinal);
    }

    private static ScramExchange Exchange(bool sha512) => new(sha512 ? ScramHash.Sha512 : ScramHash.Sha256, Users);
}
