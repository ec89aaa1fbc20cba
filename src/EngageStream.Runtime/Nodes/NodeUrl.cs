using System.Net;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Runtime.Nodes;

/// <summary>Where other nodes reach this one's API.</summary>
internal static class NodeUrl
{
    /// <summary>
    /// The URL: <c>api.url</c>, else made of where the API listens; <see langword="null"/> where that is not known, or nowhere.
    /// </summary>
    /// <param name="options">Settings.</param>
    /// <param name="bound">Where the API listens, once it does.</param>
    /// <param name="hostName">Name of the machine: it stands for "every address", which leads others nowhere.</param>
    public static Uri? Of(EngineOptions options, Uri? bound, string hostName)
    {
        if (options.ApiUrl.Length > 0)
        {
            return new Uri(options.ApiUrl);
        }

        if (bound is null && IPEndPoint.TryParse(options.ApiListen, out IPEndPoint? listen) && listen.Port != 0)
        {
            bound = new UriBuilder(Uri.UriSchemeHttp, listen.Address.ToString(), listen.Port).Uri;
        }

        return bound is null || !IsEveryAddress(bound) ? bound : new UriBuilder(bound) { Host = hostName }.Uri;
    }

    private static bool IsEveryAddress(Uri url) =>
        IPAddress.TryParse(url.DnsSafeHost, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
}
