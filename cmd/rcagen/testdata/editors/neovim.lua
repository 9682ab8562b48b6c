-- Works in the file that Neovim was opened with as a person would, and writes
-- what it saw to the file that REPORT names, as JSON. STEPS says what to do:
-- "fix" takes the first quick fix; "silence" takes the action that begins so.

local report = { findings = {} }

local function finish()
  vim.fn.writefile({ vim.fn.json_encode(report) }, os.getenv('REPORT'))
  vim.cmd('qall!')
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 20) then
    report.trouble = 'waited in vain for ' .. what
    finish()
  end
end

local function act(wanted)
  local before = vim.api.nvim_buf_get_changedtick(0)
  local select = vim.ui.select
  vim.ui.select = function(items, _, choose)
    for i, item in ipairs(items) do
      local action = item.action or item[2]
      if wanted(action) then
        report.action = action.title
        choose(item, i)
        return
      end
    end
    report.trouble = 'no such action among ' .. vim.inspect(items)
    finish()
  end
  vim.lsp.buf.code_action()
  wait('the action', function() return vim.api.nvim_buf_get_changedtick(0) ~= before end)
  vim.ui.select = select
end

local steps = {
  fix = function()
    act(function(action) return action.kind == 'quickfix' and not action.title:find('^[Ss]ilence') end)
    vim.cmd('write')
    finish()
  end,
  silence = function()
    act(function(action) return action.title:find('^[Ss]ilence') end)
    vim.api.nvim_feedkeys('the heading stays\27', 'L', false)
    vim.defer_fn(function() -- when the keys have been taken
      vim.cmd('write')
      finish()
    end, 200)
  end,
}

vim.schedule(function()
  wait('findings', function() return #vim.diagnostic.get(0) > 0 end)
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(report.findings, {
      severity = d.severity, message = d.message, line = d.lnum + 1, column = d.col + 1,
      rule = d.code or d.user_data.lsp.code,
    })
  end
  vim.api.nvim_win_set_cursor(0, { report.findings[1].line, report.findings[1].column - 1 })
  steps[os.getenv('STEPS')]()
end)
