// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/exportstrip.h"

#include "ui/look/buttons.h"
#include "ui/look/labels.h"
#include "ui/look/names.h"
#include "ui/look/style.h"
#include "words/sentence.h"
#include "words/units.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QProgressBar>

namespace flowbench {

using namespace Qt::StringLiterals;

namespace {
constexpr int Height = 36, Steps = 1000, ProgressWidth = 160;
}

ExportStrip::ExportStrip(QWidget *parent)
    : Surface(Edge::Bottom, parent),
      m_text(new ElidedLabel({}, TextRole::Normal, this)),
      m_progress(new QProgressBar(this))
{
    setObjectName(u"Export progress"_s);
    setFixedHeight(Height + 1);
    setNames(m_progress, u"Part that is exported"_s, tr("Part that is exported"));
    m_progress->setRange(0, Steps);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(ProgressWidth);
    QPushButton *cancel = makeButton(u"Cancel export"_s, tr("Cancel"), ButtonKind::Plain, this, tr("Cancel export"));
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(measure::PageMargin, 0, measure::PageMargin, 1);
    line->setSpacing(measure::Gap);
    line->addWidget(m_text, 1);
    line->addWidget(m_progress);
    line->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
    });
    hide();
}

void ExportStrip::start(ExportPlan plan, ExportRows rows)
{
    if (m_job)
        return;
    m_job = std::make_unique<ExportJob>(std::move(plan), std::move(rows));
    connect(m_job.get(), &ExportJob::progressed, this, &ExportStrip::showProgress);
    connect(m_job.get(), &ExportJob::finished, this, &ExportStrip::finish);
    showProgress();
    show();
}

void ExportStrip::showProgress()
{
    m_text->setText(tr("Exporting %1 of %2 events to %3")
                        .arg(words::count(qint64(m_job->written())), words::count(qint64(m_job->total())),
                             QFileInfo(m_job->path()).fileName()));
    m_progress->setValue(m_job->total() > 0 ? int(double(m_job->written()) / double(m_job->total()) * Steps) : 0);
}

void ExportStrip::finish()
{
    ExportJob *job = m_job.release(); // it is telling this just now
    job->deleteLater();
    hide();
    if (!job->error())
        emit ended(true, tr("Exported %1 events to %2").arg(words::count(qint64(job->written())), job->path()));
    else if (job->error()->code == ErrorCode::Cancelled)
        emit ended(false, tr("The export was cancelled; %1 was not written").arg(job->path()));
    else
        emit ended(false, sentence(*job->error()).message);
}

} // namespace flowbench
