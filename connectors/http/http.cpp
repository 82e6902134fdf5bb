// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/http/http.h"

#include <QUrl>

#include <algorithm>
#include <curl/curl.h>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t IdleHandles = 4;

// What the callbacks of one transfer share.
struct Transfer
{
    const Cancel &cancel;
    HttpResponse &response;
    qint64 maxBytes;
    bool tooLarge = false;
};

std::size_t writeBody(char *data, std::size_t size, std::size_t count, void *user)
{
    auto &t = *static_cast<Transfer *>(user);
    const std::size_t bytes = size * count;
    if (qint64(t.response.body.size()) + qint64(bytes) > t.maxBytes) {
        t.tooLarge = true;
        return 0;
    }
    t.response.body.append(data, qsizetype(bytes));
    return bytes;
}

int progressed(void *user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<Transfer *>(user)->cancel.done() ? 1 : 0;
}

// Loopback never goes through a proxy of the environment.
QByteArray noProxy()
{
    QByteArray list = "localhost,127.0.0.1,::1";
    const QByteArray own = qgetenv(qEnvironmentVariableIsSet("no_proxy") ? "no_proxy" : "NO_PROXY");
    return own.isEmpty() ? list : list + ',' + own;
}

ErrorCode tlsError(CURL *curl)
{
    long verify = 0;
    curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &verify);
    switch (verify) { // X509_V_ERR_... of OpenSSL, which Debian's libcurl is built with
    case 10:
        return ErrorCode::TlsExpired;
    case 2:
    case 18:
    case 19:
    case 20:
    case 21:
        return ErrorCode::TlsUnknownAuthority;
    case 62:
    case 64:
        return ErrorCode::TlsWrongHost;
    default:
        return ErrorCode::TlsFailed;
    }
}

Error curlError(CURL *curl, CURLcode code, const QUrl &url, const char *text)
{
    const QString address = url.port() > 0 ? url.host() + u':' + QString::number(url.port()) : url.host();
    Error e =
        makeError(ErrorCode::ConnectionLost, {address}, QString::fromUtf8(*text ? text : curl_easy_strerror(code)));
    e.connection = address;
    e.retriable = true;
    long os = 0;
    curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os);
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        e.code = ErrorCode::ResolveFailed;
        e.args = {url.host()};
        break;
    case CURLE_COULDNT_CONNECT:
        e.code = os == ECONNREFUSED ? ErrorCode::ConnectRefused : ErrorCode::ConnectFailed;
        break;
    case CURLE_OPERATION_TIMEDOUT:
        e.code = ErrorCode::Timeout;
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
        e.code = tlsError(curl);
        if (e.detail.contains(u"subject name") || e.detail.contains(u"certificate subject"))
            e.code = ErrorCode::TlsWrongHost;
        e.args = {address, url.host()};
        break;
    case CURLE_SSL_CONNECT_ERROR:
        e.code = e.detail.contains(u"wrong version number") ? ErrorCode::TlsNotSpoken : ErrorCode::TlsFailed;
        break;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
        e.code = ErrorCode::TlsFailed;
        break;
    default:
        break;
    }
    return e;
}
} // namespace

struct HttpClient::Handle
{
    Handle() : curl(curl_easy_init()) {}
    ~Handle() { curl_easy_cleanup(curl); }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    CURL *curl;
};

HttpClient::HttpClient()
{
    // Thread-safe since libcurl 7.84; counts its callers.
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

HttpClient::~HttpClient()
{
    m_idle.clear();
    curl_global_cleanup();
}

std::unique_ptr<HttpClient::Handle> HttpClient::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return std::make_unique<Handle>();
    auto handle = std::move(m_idle.back());
    m_idle.pop_back();
    curl_easy_reset(handle->curl);
    return handle;
}

void HttpClient::giveBack(std::unique_ptr<Handle> handle)
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < IdleHandles)
        m_idle.push_back(std::move(handle));
}

namespace {
void setCredentials(CURL *curl, const HttpRequest &request)
{
    if (!request.user.isNull()) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, long(CURLAUTH_BASIC));
        curl_easy_setopt(curl, CURLOPT_USERNAME, request.user.toUtf8().constData());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, request.password.toUtf8().constData());
    }
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    if (!request.caFile.isEmpty())
        curl_easy_setopt(curl, CURLOPT_CAINFO, request.caFile.toLocal8Bit().constData());
    if (!request.certFile.isEmpty())
        curl_easy_setopt(curl, CURLOPT_SSLCERT, request.certFile.toLocal8Bit().constData());
    if (!request.keyFile.isEmpty())
        curl_easy_setopt(curl, CURLOPT_SSLKEY, request.keyFile.toLocal8Bit().constData());
}

void setLimits(CURL *curl, const HttpRequest &request, const Cancel &cancel)
{
    const auto whole = cancel.left(request.timeout);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, long(std::max<qint64>(1, whole.count())));
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                     long(std::max<qint64>(1, std::min(whole, request.connectTimeout).count())));
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.maxBytes));
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, noProxy().constData());
}
} // namespace

Result<HttpResponse> HttpClient::send(const HttpRequest &request, const Cancel &cancel)
{
    const QUrl url(request.url, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != u"http" && url.scheme() != u"https") || !url.userInfo().isEmpty())
        return makeError(ErrorCode::BadUrl, {url.toDisplayString(QUrl::RemoveUserInfo)});
    if (cancel.done())
        return makeError(cancel.requested() ? ErrorCode::Cancelled : ErrorCode::Timeout);
    auto handle = take();
    CURL *curl = handle->curl;
    HttpResponse response;
    Transfer transfer{cancel, response, request.maxBytes};
    char text[CURL_ERROR_SIZE] = "";
    curl_slist *headers = nullptr;
    for (const auto &[name, value] : request.headers)
        headers = curl_slist_append(headers, (name + ": " + value).constData());
    curl_easy_setopt(curl, CURLOPT_URL, url.toEncoded().constData());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.constData());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "flowbench/" FLOWBENCH_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (!request.body.isNull()) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.constData());
    }
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, writeBody);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progressed);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
    setCredentials(curl, request);
    setLimits(curl, request, cancel);

    const CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) {
        if (cancel.requested())
            return makeError(ErrorCode::Cancelled);
        if (transfer.tooLarge || code == CURLE_FILESIZE_EXCEEDED)
            return makeError(ErrorCode::TooLarge,
                             {url.path(), QString::number(response.body.size()), QString::number(request.maxBytes)});
        if (cancel.expired())
            return makeError(ErrorCode::Timeout, {}, QString::fromUtf8(text));
        return curlError(curl, code, url, text);
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    response.status = int(status);
    char *type = nullptr;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    response.contentType = type;
    char *redirect = nullptr;
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &redirect);
    response.redirect = redirect;
    giveBack(std::move(handle));
    return response;
}

} // namespace flowbench
