// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a fuzz target without libFuzzer: every file of the corpus, then mutations of them for some seconds, the same
// ones in every run of that length. An input that ends the program is kept as crash-PROGRAM.
//   fuzz_NAME [--seconds S] [FILE|FOLDER...]
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace {
namespace fs = std::filesystem;
using Input = std::string;

constexpr std::size_t LongestInput = 8192;

const Input *current = nullptr; // what the target is given, for crashed()
std::string crashFile;

// Async-signal-safe only.
void crashed(int number)
{
    const int fd = ::open(crashFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd >= 0 && current) [[maybe_unused]]
        const ssize_t n = ::write(fd, current->data(), current->size());
    constexpr char Said[] = "the input is kept as crash-PROGRAM\n";
    [[maybe_unused]] const ssize_t n = ::write(STDERR_FILENO, Said, sizeof Said - 1);
    std::signal(number, SIG_DFL);
    std::raise(number);
}

void give(const Input &input)
{
    current = &input;
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(input.data()), input.size());
    current = nullptr;
}

std::vector<Input> corpusOf(const std::vector<std::string> &paths)
{
    std::vector<fs::path> files;
    for (const std::string &path : paths) {
        if (fs::is_directory(path)) {
            for (const auto &entry : fs::recursive_directory_iterator(path)) {
                if (entry.is_regular_file())
                    files.push_back(entry.path());
            }
        } else {
            files.emplace_back(path);
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<Input> inputs;
    for (const fs::path &file : files) {
        std::ifstream in(file, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return inputs;
}

class Mutator
{
public:
    explicit Mutator(const std::vector<Input> &corpus) : m_corpus(corpus) {}

    Input next()
    {
        Input input = any();
        for (std::size_t n = 1 + below(6); n > 0; --n)
            mutate(input);
        input.resize(std::min(input.size(), LongestInput));
        return input;
    }

private:
    std::size_t below(std::size_t n) { return n ? std::size_t(m_random() % n) : 0; }
    const Input &any()
    {
        static const Input none;
        return m_corpus.empty() ? none : m_corpus[below(m_corpus.size())];
    }
    char strange()
    {
        static constexpr std::array Bytes{'\0', '\1', '\x7f', '\x80', '\xff', '\xfe', '"', '{', '[', '}', ']', '\\'};
        return below(2) ? Bytes[below(Bytes.size())] : char(below(256));
    }

    void mutate(Input &input)
    {
        const std::size_t at = below(input.size() + 1), n = below(input.size() - at + 1);
        switch (below(8)) {
        case 0:
            if (at < input.size())
                input[at] = char(input[at] ^ (1 << below(8)));
            break;
        case 1:
            if (at < input.size())
                input[at] = strange();
            break;
        case 2:
            input.insert(at, 1 + below(9), strange());
            break;
        case 3:
            input.erase(at, 1 + below(16));
            break;
        case 4:
            input.insert(below(input.size() + 1), input.substr(at, std::min<std::size_t>(n, 64)));
            break;
        case 5: {
            const Input &other = any();
            const std::size_t from = below(other.size() + 1);
            input.replace(at, n, other.substr(from, below(256)));
            break;
        }
        case 6:
            input.resize(at);
            break;
        default: { // the same piece many times: depth
            const Input piece = input.substr(at, 1 + below(4));
            for (std::size_t k = below(2000); k > 0 && input.size() < LongestInput; --k)
                input.insert(at, piece);
        }
        }
    }

    const std::vector<Input> &m_corpus;
    std::mt19937_64 m_random{20260701};
};
} // namespace

int main(int argc, char **argv)
{
    std::vector<std::string> paths;
    double seconds = 0;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
            seconds = std::atof(argv[++i]);
        else
            paths.emplace_back(argv[i]);
    }
    crashFile = "crash-" + fs::path(argv[0]).filename().string();
    for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
        std::signal(number, crashed);

    const std::vector<Input> corpus = corpusOf(paths);
    for (const Input &input : corpus)
        give(input);
    Mutator mutator(corpus);
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::size_t runs = 0;
    for (; std::chrono::steady_clock::now() < end; ++runs)
        give(mutator.next());
    std::printf("%zu inputs, %zu mutations\n", corpus.size(), runs);
    if (corpus.empty())
        std::fprintf(stderr, "there is no corpus\n");
    return corpus.empty() ? 1 : 0;
}
