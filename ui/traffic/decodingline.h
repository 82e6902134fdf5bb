// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/decode/decoder.h"
#include "ui/traffic/decodechoices.h"

#include <QWidget>

class QPushButton;

namespace flowbench {

class Chip;
class ElidedLabel;

/// Which decoder made the shown body: a chip with its name, the schema and compression beside it, why others did not
/// apply, and the choice of another. GUI thread.
class DecodingLine : public QWidget
{
    Q_OBJECT

public:
    explicit DecodingLine(QWidget *parent = nullptr);

    /// `bytes`: of the body as it came.
    void setDecoded(const Decoded &decoded, std::size_t bytes);
    void clear();
    void setChosen(const ChosenDecoding &chosen);
    /// "orders-value v3, id 7 · gzip 412 → 1,834 B": what stands beside the chip.
    static QString detailText(const Decoded &decoded, std::size_t bytes);

signals:
    void whyRequested();
    void chosen(const flowbench::ChosenDecoding &chosen);
    void schemaFileRequested(flowbench::Encoding encoding);

private:
    void showMenu();

    Chip *m_chip;
    ElidedLabel *m_detail;
    QPushButton *m_why;
    QPushButton *m_readAs;
    ChosenDecoding m_chosen;
};

} // namespace flowbench
